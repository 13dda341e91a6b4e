import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program that does one step for each line it is sent and answers with the step's milliseconds. */
export interface Rival {
  readonly name: string;
  step(): Promise<number>;
  /** Processor time of the last step in milliseconds, where it is known. */
  readonly cpu?: number;
  /** What its process has used so far; undefined where the system does not tell. */
  usage?(): Usage | undefined;
  close(): void;
}

/** Of a process: milliseconds of processor time, which other programs on the machine change little, and its largest resident memory. */
export interface Usage {
  cpu: number;
  peakMiB: number;
}

export function ownUsage(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpu: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 };
}

/** Linux counts processor time of other processes in hundredths of a second. */
const TICK = 10;

function usageOf(pid: number): Usage | undefined {
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1];
  return { cpu: (Number(fields[11]) + Number(fields[12])) * TICK, peakMiB: Number(peak) / 1024 };
}

/** The Python whose PyTorch is measured: `MMA_BENCH_PYTHON`, else python3. */
export const python = process.env['MMA_BENCH_PYTHON'] || 'python3';

/** Whether that Python has all of these. */
export function hasModules(...names: string[]): boolean {
  return spawnSync(python, ['-c', `import ${names.join()}`]).status === 0;
}

export const hasPyTorch = (): boolean => hasModules('torch');

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
    usage: () => usageOf(child.pid!),
    close: () => void child.stdin.end(),
  };
}
