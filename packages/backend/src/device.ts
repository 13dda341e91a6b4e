import { availableParallelism } from 'node:os';
import { BackendError } from './backend-error.js';

export type DeviceChoice = 'auto' | 'cpu' | 'gpu';

/** Where the model runs, and why there. */
export interface DeviceInfo {
  device: 'cpu' | 'gpu' | 'wasm';
  /** One sentence for people. */
  why: string;
  /** libtensorflow's version; tfjs's on wasm. */
  tensorflowVersion: string;
  /** Threads of one operation. */
  threads: number;
  /** False on wasm, whose gradients are incomplete and partly wrong. */
  canTrain: boolean;
  /** TensorFlow's names of the devices; empty on wasm. */
  devices: string[];
}

const CHOICES: readonly string[] = ['auto', 'cpu', 'gpu'];

/** The wanted device: the option, else `MMA_DEVICE`, else `auto`. */
export function wantedDevice(option: DeviceChoice = 'auto', env: NodeJS.ProcessEnv = process.env): DeviceChoice {
  const named = env['MMA_DEVICE'];
  if (option !== 'auto' || !named) return option;
  if (!CHOICES.includes(named)) {
    throw new BackendError(
      'MMA_BACKEND_DEVICE',
      `MMA_DEVICE is "${named}"; it must be one of ${CHOICES.join(', ')}`,
      'Unset it to let MMA choose.',
    );
  }
  return named as DeviceChoice;
}

/** Threads of one operation: `MMA_NUM_THREADS`, else the number of CPUs that this process may use. */
export function threadCount(env: NodeJS.ProcessEnv = process.env): number {
  const named = env['MMA_NUM_THREADS'];
  if (!named) return availableParallelism();
  const threads = Number(named);
  if (!Number.isInteger(threads) || threads < 1) {
    throw new BackendError(
      'MMA_BACKEND_THREADS',
      `MMA_NUM_THREADS is "${named}"; it must be a positive whole number`,
      'Unset it to use every CPU.',
    );
  }
  return threads;
}
