import { canComputeIn, loadBackend } from '@mma/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import '../index.js';
import { Line, lineWrapper, trainLine } from './testing/line.js';

beforeAll(async () => {
  await loadBackend();
});

describe('AmpOptimWrapper', () => {
  it('takes the options of MMEngine and says what it computes in', () => {
    const said: string[] = [];
    const log = { info: (line: string) => said.push(line), warning: (line: string) => said.push(line) };
    const model = new Line();
    lineWrapper({ type: 'AmpOptimWrapper', loss_scale: { init_scale: 512 } }, model).setModel(model, log);
    lineWrapper({ type: 'AmpOptimWrapper', dtype: 'float32', loss_scale: 'dynamic' }, model).setModel(model, log);
    const able = canComputeIn('bfloat16');
    expect(said).toEqual([
      able.can ? expect.stringMatching(/compute in bfloat16/) : expect.stringContaining(able.why),
      expect.stringMatching(/compute in float32/),
    ]);
  });

  it('trains with products of bfloat16 where the processor has them, else as OptimWrapper', async () => {
    const clip = { clip_grad: { max_norm: 0.5 }, accumulative_counts: 2 };
    const [amp, plain] = [await trainLine({ type: 'AmpOptimWrapper', ...clip }), await trainLine(clip)];
    for (const [index, value] of amp.values.at(-1)!.w.entries()) {
      expect(Math.abs(value - plain.values.at(-1)!.w[index]!)).toBeLessThan(0.02);
    }
    const whole = await trainLine({ type: 'AmpOptimWrapper', dtype: 'float32', ...clip });
    expect(whole.values).toEqual(plain.values);
  });

  it.skipIf(!canComputeIn('bfloat16').can)('keeps losses in float32', async () => {
    const { values } = await trainLine({ type: 'AmpOptimWrapper' });
    // Numbers of bfloat16 have 16 zeros at the end.
    const bits = values.map(({ logVars }) => new Uint32Array(Float32Array.of(logVars['loss']!).buffer)[0]!);
    expect(bits.some((each) => (each & 0xffff) !== 0)).toBe(true);
  });

  it('refuses what there is none of', () => {
    const refused = (config: object) => () => lineWrapper({ type: 'AmpOptimWrapper', ...config }, new Line());
    expect(refused({ dtype: 'float64' })).toThrow(/dtype/);
    expect(refused({ use_fsdp: true })).toThrow(/a run is one process/);
  });
});
