import { createHash } from 'node:crypto';
import { Random, type Results, TRANSFORMS } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import type { Frames } from '../../image/frames.js';
import { fixture } from '../../testing/fixture.js';
import { type FrameFormula, formulaFrames } from '../../testing/formula-frames.js';
import '../../index.js';

interface Row {
  input: FrameFormula;
  type: string;
  config: Record<string, unknown>;
  shape: number[];
  sha256: string[];
  img_shape: number[];
  meta: Record<string, unknown>;
}

describe('spatial transforms equal MMAction2’s to the byte', () => {
  test.each(
    fixture<Row[]>('transforms.json').map(
      (row) => [`${row.type} ${JSON.stringify(row.config)} of ${row.input.key}`, row] as const,
    ),
  )('%s', async (_, row) => {
    const { n, height, width } = row.input;
    const transform = TRANSFORMS.build({ type: row.type, ...row.config });
    const given: Results = { imgs: formulaFrames(row.input), img_shape: [height, width], modality: 'RGB', label: 0 };
    const results = (await transform.transform(given, Random.of(0)))!;
    const imgs = results['imgs'] as Frames;
    const size = imgs.data.length / imgs.shape[0];
    const hashes = Array.from({ length: imgs.shape[0] }, (_, t) =>
      sha256(imgs.data.subarray(t * size, (t + 1) * size)),
    );
    expect(n).toBe(2);
    expect(imgs.shape).toEqual(row.shape);
    expect(hashes).toEqual(row.sha256);
    expect(results['img_shape']).toEqual(row.img_shape);
    expect(results).toMatchObject(row.meta);
  });
});

test('resizes and crops are put off until pixels are read', async () => {
  const source = formulaFrames({ generator: 'noise', key: 'late', n: 1, height: 40, width: 60 });
  const later: Results = { imgs: { data: source.data.slice(), shape: source.shape } };
  const buffer = (later['imgs'] as Frames).data;
  const steps = [
    { type: 'Resize', scale: [-1, 32] },
    { type: 'RandomResizedCrop' },
    { type: 'Resize', scale: [20, 20], keep_ratio: false },
    { type: 'CenterCrop', crop_size: 16 },
  ].map((step) => TRANSFORMS.build(step));
  for (const step of steps) await step.transform(later, Random.of(1));
  // What comes into the buffer only now is still seen.
  buffer.fill(77);
  expect(new Set((later['imgs'] as Frames).data)).toEqual(new Set([77]));
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
