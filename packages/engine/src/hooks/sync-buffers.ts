import { type Tensor, tf } from '@mma/backend';
import type { ModuleBuffer } from '@mma/nn';
import { z } from 'zod';
import type { Dist } from '../distributed/dist.js';
import { HOOKS } from '../registry/roots.js';
import { Hook } from './hook.js';
import type { HookContext } from './hook-context.js';

/** Averages buffers such as batch norm's running statistics over all processes, after an epoch and before a validation. */
@HOOKS.register()
export class SyncBuffersHook extends Hook {
  static readonly options = z
    .strictObject({})
    .describe("averages buffers such as batch norm's statistics over processes; one process has nothing to average");
  private isSynced = false;

  override async afterTrainEpoch({ model, dist }: HookContext): Promise<void> {
    await averageBuffers([...model.namedBuffers()], dist);
    this.isSynced = true;
  }

  /** Validation in the middle of an epoch, as when training by iterations. */
  override async beforeValEpoch({ model, dist, optimWrapper }: HookContext): Promise<void> {
    if (optimWrapper !== undefined && !this.isSynced) await averageBuffers([...model.namedBuffers()], dist);
    this.isSynced = false;
  }
}

/** One exchange for all buffers: each would wait for the slowest process. */
async function averageBuffers(buffers: readonly (readonly [string, ModuleBuffer])[], dist: Dist): Promise<void> {
  if (dist.worldSize === 1 || buffers.length === 0) return;
  const flat = tf.tidy(() => tf.concat(buffers.map(([, { value }]) => tf.cast(tf.reshape(value, [-1]), 'float32'))));
  const own = Float32Array.from(await flat.data());
  flat.dispose();
  const mean = await dist.allReduce(own, 'mean');
  let start = 0;
  for (const [, buffer] of buffers) {
    const { shape, dtype, size } = buffer.value;
    buffer.assign(tf.tidy(() => tensorOf(mean.subarray(start, start + size), shape, dtype)));
    start += size;
  }
}

function tensorOf(values: Float32Array, shape: number[], dtype: Tensor['dtype']): Tensor {
  // Counters are whole numbers.
  const data = dtype === 'int32' ? Int32Array.from(values, Math.round) : Float32Array.from(values);
  return tf.tensor(data, shape, dtype);
}
