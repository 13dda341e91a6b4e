import type { Tensor } from '@tensorflow/tfjs';
import { type Recorded, type RecordOptions, record } from '../record.js';
import type { TensorFunction } from '../recorder.js';

const made: Recorded[] = [];

/** Frees what `recorded` has made; call after each test. */
export function disposeRecorded(): void {
  for (const each of made.splice(0)) each.dispose();
}

/** A recorded function with what a test asks about it. */
export function recorded(fn: TensorFunction, options: RecordOptions = {}) {
  const reasons: string[] = [];
  let runs = 0;
  const counted: TensorFunction = (inputs) => {
    runs += 1;
    return fn(inputs);
  };
  const call = record(counted, { onFallback: (reason) => reasons.push(reason), ...options });
  made.push(call);
  return { call, reasons, runs: () => runs };
}

export const values = (tensors: readonly Tensor[]) => tensors.map((tensor) => Array.from(tensor.dataSync()));
