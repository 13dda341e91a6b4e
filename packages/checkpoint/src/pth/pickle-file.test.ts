import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPickle, writePickle } from './pickle-file.js';

/** Written by MMEngine's `dump`: two dicts of tensors, a numpy array, a tuple and text. */
const dumped = fileURLToPath(new URL('../../fixtures/mmengine_results.pkl', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-pickle-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a plain pickle', () => {
  it("of MMEngine's gives tensors, arrays and text", async () => {
    const [first, second] = (await readPickle(dumped)) as [Map<string, unknown>, Map<string, unknown>];
    expect(first.get('pred_score')).toMatchObject({ dtype: 'float32', shape: [2], data: Float32Array.of(0.25, 0.75) });
    expect(first.get('gt_label')).toMatchObject({ dtype: 'int64', shape: [1], data: BigInt64Array.of(1n) });
    expect(second.get('pred_score')).toMatchObject({ data: Float32Array.of(0.625, 0.375) });
    expect(second.get('scores')).toMatchObject({ dtype: 'float64', data: Float64Array.of(-1, 0) });
    expect([first.get('filename'), [...(first.get('img_shape') as number[])]]).toEqual(['a b.mp4', [4, 6]]);
  });

  it('comes back as it was written: whole numbers in a float tensor stay floats', async () => {
    const file = join(folder, 'out.pkl');
    const tensors = {
      scores: { dtype: 'float32' as const, shape: [2, 2], data: Float32Array.of(1, 0, 0.5, -2) },
      label: { dtype: 'int64' as const, shape: [1], data: BigInt64Array.of(3n) },
      empty: { dtype: 'float32' as const, shape: [0], data: new Float32Array() },
    };
    await writePickle(file, [new Map<string, unknown>([...Object.entries(tensors), ['name', 'é']]) as never]);
    const [read] = (await readPickle(file)) as [Map<string, unknown>];
    expect(Object.fromEntries(read)).toEqual({ ...tensors, name: 'é' });
  });

  it('that is none, is cut short, is not there, or tries to run something, is refused', async () => {
    const file = join(folder, 'bad.pkl');
    const refused = async (bytes: string | Uint8Array): Promise<unknown> => {
      await writeFile(file, bytes);
      return readPickle(file).catch((error: { code: string }) => error.code);
    };
    expect(await refused('[1, 2]')).toBe('MMA_CHECKPOINT_FORMAT');
    expect(await refused(Uint8Array.of(0x80, 2, 0x5d))).toBe('MMA_CHECKPOINT_CORRUPT');
    expect(await refused(Buffer.from('\x80\x02cos\nsystem\nX\x02\x00\x00\x00ls\x85R.', 'latin1'))).toBe(
      'MMA_CHECKPOINT_UNSAFE',
    );
    await expect(readPickle(join(folder, 'none.pkl'))).rejects.toMatchObject({ code: 'MMA_CHECKPOINT_NOT_FOUND' });
  });
});
