import { spawn } from 'node:child_process';

export interface RunResult {
  code: number | null;
  /** Both streams together, in the order they came. */
  output: string;
}

/** Runs a program to its end without a shell. A program that cannot be started rejects. */
export function run(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** The last lines of a program's output: enough to see why it failed. */
export function tail(output: string, lines = 12): string {
  return output.trim().split('\n').slice(-lines).join('\n');
}
