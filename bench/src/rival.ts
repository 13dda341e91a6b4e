import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program that does one step for each line it is sent and answers with the step's milliseconds. */
export interface Rival {
  readonly name: string;
  step(): Promise<number>;
  /** Processor time of the last step in milliseconds, where it is known. */
  readonly cpu?: number;
  close(): void;
}

/** The Python whose PyTorch is measured: `MMA_BENCH_PYTHON`, else python3. */
export const python = process.env['MMA_BENCH_PYTHON'] || 'python3';

export function hasPyTorch(): boolean {
  return spawnSync(python, ['-c', 'import torch']).status === 0;
}

/** Starts a script of `bench/rivals/`, ready to step. */
export async function startRival(name: string, script: string, flags: readonly string[] = []): Promise<Rival> {
  const path = fileURLToPath(new URL(`../rivals/${script}`, import.meta.url));
  const child = spawn(python, [path, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended`);
    return value;
  };
  await next();
  let answer: string[] = [];
  return {
    name,
    async step() {
      child.stdin.write('step\n');
      answer = (await next()).split(' ');
      return Number(answer[0]);
    },
    get cpu() {
      return Number(answer[2]);
    },
    close: () => void child.stdin.end(),
  };
}
