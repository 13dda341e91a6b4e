import { tf } from '@mma/backend';
import type { Dist } from '../distributed/dist.js';
import type { BaseModel } from '../model/base-model.js';
import type { Batch } from '../structures/batch.js';
import { disposeBatch } from './dispose-batch.js';

/** A model's losses over a pass: the mean over samples of each entry whose name holds `loss`, and of their sum. */
export class MeanLosses {
  private readonly sums = new Map<string, number>();
  private samples = 0;

  /** Takes in one batch; the model stays in its present mode, and nothing of it changes. */
  async add(model: BaseModel, batch: Batch): Promise<void> {
    const tensors = model.dataPreprocessor.prepare(batch);
    let names: string[] = [];
    const packed = tf.tidy(() => {
      const losses = Object.entries(model.loss(tensors)).filter(([name]) => name.includes('loss'));
      names = losses.map(([name]) => name);
      return tf.stack(losses.map(([, value]) => tf.mean(value)));
    });
    try {
      const count = batch.dataSamples.length;
      const values = await packed.data();
      for (const [index, name] of names.entries()) {
        this.sums.set(name, (this.sums.get(name) ?? 0) + values[index]! * count);
      }
      this.samples += count;
    } finally {
      packed.dispose();
      disposeBatch(tensors);
    }
  }

  /** `loss`, the sum of all, then each, over the samples of all processes. */
  async means(dist: Dist): Promise<Record<string, number>> {
    const gathered = await dist.allGatherObject({ sums: [...this.sums], samples: this.samples });
    const samples = gathered.reduce((total, each) => total + each.samples, 0);
    const means: Record<string, number> = { loss: 0 };
    for (const [name, sum] of gathered.flatMap(({ sums }) => sums)) {
      means[name] = (means[name] ?? 0) + sum / samples;
    }
    // A model with a single entry named `loss` has its sum already.
    const parts = Object.entries(means).filter(([name]) => name !== 'loss');
    if (parts.length > 0) means['loss'] = parts.reduce((total, [, mean]) => total + mean, means['loss'] ?? 0);
    return means;
  }
}
