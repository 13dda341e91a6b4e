import { loadBackend, type Tensor, tf } from '@mma/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import '../index.js';
import { clipByGlobalNorm, globalNorm } from './clip-grad.js';

beforeAll(async () => {
  await loadBackend();
});

describe('the global norm', () => {
  const gradients = (): Tensor[] => [tf.tensor([3, 0]), tf.tensor([[4]]), tf.tensor([[12, 0]])];

  it('is that of all gradients as one vector', () => {
    expect(globalNorm(gradients(), 2).dataSync()[0]).toBeCloseTo(13, 5);
    expect(globalNorm(gradients(), 1).dataSync()[0]).toBeCloseTo(19, 4);
    expect(globalNorm(gradients(), Number.POSITIVE_INFINITY).dataSync()[0]).toBe(12);
  });

  it('scales gradients down to the limit and never up', () => {
    const low = clipByGlobalNorm(gradients(), { maxNorm: 1.3, normType: 2 });
    expect(low.clipped[1]!.dataSync()[0]).toBeCloseTo(0.4, 5);
    const high = clipByGlobalNorm(gradients(), { maxNorm: 40, normType: 2 });
    expect(high.clipped[1]!.dataSync()[0]).toBe(4);
  });
});
