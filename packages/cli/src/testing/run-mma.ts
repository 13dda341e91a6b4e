import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built program. */
export const PROGRAM = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** How one run of the built program went. */
export interface Finished {
  /** The exit code; 128 + the signal's number where a signal ended it, as shells say it. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

export interface Started {
  child: ChildProcess;
  /** Resolves once stderr holds it. */
  said(text: RegExp): Promise<void>;
  finished: Promise<Finished>;
}

/** Runs the built `mma` to its end. */
export function mma(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return startMma(args, options).finished;
}

/** Starts the built `mma` in a process of its own, its output going into pipes. */
export function startMma(args: readonly string[], { cwd, env = {} }: RunOptions = {}): Started {
  return follow(spawn(process.execPath, [PROGRAM, ...args], { cwd, env: { ...plainEnv(), ...env } }));
}

/** Collects what a process writes. */
export function follow(child: ChildProcessWithoutNullStreams): Started {
  let stdout = '';
  let stderr = '';
  let check = (): void => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    check();
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 143), stdout, stderr }));
  });
  const said = (text: RegExp) =>
    new Promise<void>((resolve, reject) => {
      check = () => {
        if (text.test(stderr)) resolve();
      };
      check();
      finished.then(() => reject(new Error(`mma ended without saying ${text}:\n${stderr.slice(-2000)}`)), reject);
    });
  return { child, said, finished };
}

/** This process's environment without the test runner's colour and mode variables, which would change what programs print. */
export function plainEnv(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _color, NO_COLOR: _noColor, NODE_ENV: _mode, VITEST: _vitest, ...inherited } = process.env;
  return inherited;
}
