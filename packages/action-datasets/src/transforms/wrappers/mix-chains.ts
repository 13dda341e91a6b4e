import { drawBeta, drawShares, type Random } from '@mma/engine';
import type { Frames } from '../../image/frames.js';

/** The pictures in a drawn share, and `width` chains made from them in shares of the rest (AugMix). */
export function mixChains(
  { data, shape }: Frames,
  { width, alpha }: { width: number; alpha: number },
  random: Random,
  chain: () => Frames,
): Frames {
  const own = drawBeta(alpha, random);
  const shares = drawShares(width, alpha, random);
  const sums = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) sums[i] = data[i]! * own;
  for (const share of shares) {
    const mixed = chain().data;
    const weight = share * (1 - own);
    for (let i = 0; i < mixed.length; i++) sums[i] = sums[i]! + mixed[i]! * weight;
  }
  const output = new Uint8Array(sums.length);
  for (let i = 0; i < sums.length; i++) output[i] = Math.min(sums[i]!, 255);
  return { data: output, shape };
}
