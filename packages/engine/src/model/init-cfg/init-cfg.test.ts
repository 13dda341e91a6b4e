import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@mma/backend';
import { writeCheckpoint } from '@mma/checkpoint';
import { BatchNorm2d, Conv2d, Linear, Module } from '@mma/nn';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import '../../index.js';
import { loadPretrained } from '../../checkpoint/load-pretrained.js';
import { Logger } from '../../logging/logger.js';
import { component } from '../../registry/component.js';
import { Registry } from '../../registry/registry.js';
import { MODELS } from '../../registry/roots.js';
import { applyInitCfg } from './apply.js';

const PARTS = new Registry<Module>('init test part', { parent: MODELS });

class Part extends Module {
  static readonly options = z.strictObject({});
  readonly conv = new Conv2d(16, 32, { kernelSize: 3 });
  readonly bn = new BatchNorm2d(32);
  readonly fc = new Linear(64, 48);
  readonly fcCls = new Linear(64, 10);
}

class Stubborn extends Part {
  override get initializesItself(): boolean {
    return true;
  }
}

const wholeOptions = z.strictObject({ part: component(PARTS) });

class Whole extends Module {
  static readonly options = wholeOptions;
  readonly part: Module;
  readonly head = new Linear(64, 48);

  constructor({ part }: z.output<typeof wholeOptions>) {
    super();
    this.part = part;
  }
}

interface Began {
  values: Map<string, number[]>;
  lines: string[];
}

PARTS.register({ name: 'InitPart' })(Part);
PARTS.register({ name: 'InitStubborn' })(Stubborn);
MODELS.register({ name: 'InitWhole' })(Whole);

/** A model that has begun as its config says. */
async function began(config: object, seed = 1): Promise<Began> {
  const model = MODELS.build({ type: 'InitWhole', part: { type: 'InitPart' }, ...config } as never) as Module;
  const lines: string[] = [];
  const logger = new Logger({ sinks: [({ message }) => lines.push(message)] });
  applyInitCfg(model, logger);
  await loadPretrained(model, logger);
  model.initWeights(seed);
  const state = await model.stateDict();
  return { values: new Map([...state].map(([name, { data }]) => [name, Array.from(data, Number)])), lines };
}

function moments(values: readonly number[]): { mean: number; std: number; low: number; high: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, std, low: values.reduce((a, b) => Math.min(a, b)), high: values.reduce((a, b) => Math.max(a, b)) };
}

beforeAll(() => loadBackend());

describe('each way to begin has the moments of its definition', () => {
  // part.conv: 32 × 16 × 3 × 3, fan-in 144, fan-out 288.
  const uniform = (bound: number) => ({ std: bound / Math.sqrt(3), low: -bound, high: bound });
  // Of a standard normal cut at ±1.
  const cut = Math.sqrt(1 - (2 * Math.exp(-0.5)) / Math.sqrt(2 * Math.PI) / 0.682689492137);
  const rows: [object, { mean?: number; std: number; low?: number; high?: number }][] = [
    [{ type: 'Xavier', gain: 2 }, { std: 2 * Math.sqrt(2 / 432) }],
    [{ type: 'Xavier', distribution: 'uniform' }, uniform(Math.sqrt(6 / 432))],
    [
      { type: 'Normal', mean: 3, std: 0.02 },
      { mean: 3, std: 0.02 },
    ],
    [
      { type: 'TruncNormal', std: 0.5, a: -0.5, b: 0.5 },
      { std: 0.5 * cut, low: -0.5, high: 0.5 },
    ],
    [
      { type: 'Uniform', a: -1, b: 3 },
      { mean: 1, std: 4 / Math.sqrt(12), low: -1, high: 3 },
    ],
    [{ type: 'Kaiming' }, { std: Math.sqrt(2 / 288) }],
    [{ type: 'Kaiming', mode: 'fan_in', nonlinearity: 'leaky_relu', a: 2 }, { std: Math.sqrt(2 / 5 / 144) }],
    [
      { type: 'Kaiming', distribution: 'uniform', nonlinearity: 'tanh' },
      uniform(((5 / 3) * Math.sqrt(3)) / Math.sqrt(288)),
    ],
    [{ type: 'Caffe2Xavier' }, uniform(Math.sqrt(3 / 144))],
  ];

  it.each(rows)('%o', async (cfg, { mean = 0, std, low, high }) => {
    const { values, lines } = await began({ init_cfg: { ...cfg, layer: 'Conv2d', bias: 0.25 } });
    const found = moments(values.get('part.conv.weight')!);
    expect(Math.abs(found.mean - mean)).toBeLessThan(std * 0.05);
    expect(Math.abs(found.std / std - 1)).toBeLessThan(0.03);
    if (low !== undefined && high !== undefined) {
      const room = (high - low) * 1e-3;
      expect(found.low).toBeGreaterThanOrEqual(low - 1e-6);
      expect(found.low).toBeLessThan(low + room * 4);
      expect(found.high).toBeLessThanOrEqual(high + 1e-6);
      expect(found.high).toBeGreaterThan(high - room * 4);
    }
    expect(new Set(values.get('part.conv.bias'))).toEqual(new Set([0.25]));
    expect(lines.filter((line) => line.startsWith('init_cfg of the model'))).toHaveLength(1);
  });

  it('Constant, with a bias that stands for a probability', async () => {
    const { values } = await began({ init_cfg: { type: 'Constant', val: 0.5, bias_prob: 0.01, layer: '_BatchNorm' } });
    expect(new Set(values.get('part.bn.weight'))).toEqual(new Set([0.5]));
    expect(values.get('part.bn.bias')![0]).toBeCloseTo(-Math.log(99), 5);
  });
});

describe('where a cfg acts', () => {
  const constant = (val: number, more: object = {}) => ({ type: 'Constant', val, layer: 'Linear', ...more });
  const first = ({ values }: Began, name: string): number => values.get(name)![0]!;

  it('inner modules go before outer ones, later cfgs before earlier ones', async () => {
    const inner = { type: 'InitPart', init_cfg: [constant(2), constant(3)] };
    const found = await began({ part: inner, init_cfg: constant(1) });
    expect(first(found, 'head.weight')).toBe(1);
    expect(first(found, 'part.fc.weight')).toBe(3);
  });

  it('an override begins one part otherwise, or alone', async () => {
    const override = [{ name: 'fc_cls', type: 'Constant', val: 4, bias: 5 }, { name: 'bn' }];
    const found = await began({ part: { type: 'InitPart', init_cfg: constant(2, { override }) } });
    expect([first(found, 'part.fc.weight'), first(found, 'part.fc_cls.weight')]).toEqual([2, 4]);
    expect([first(found, 'part.fc_cls.bias'), first(found, 'part.bn.weight')]).toEqual([5, 2]);
  });

  it('a module that initialises itself is reached by its own alone', async () => {
    const stubborn = await began({ part: { type: 'InitStubborn' }, init_cfg: constant(1) });
    expect(first(stubborn, 'part.fc.weight')).not.toBe(1);
    const own = await began({ part: { type: 'InitStubborn', init_cfg: constant(2) }, init_cfg: constant(1) });
    expect([first(own, 'part.fc.weight'), first(own, 'head.weight')]).toEqual([2, 1]);
  });

  it('Pretrained goes over all others, the outer one over the inner one', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'mma-init-'));
    const tensor = (value: number, shape: number[]) => ({
      dtype: 'float32' as const,
      shape,
      data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value),
    });
    const inner = join(dir, 'inner.pth');
    const outer = join(dir, 'outer.pth');
    await writeCheckpoint(inner, {
      state_dict: new Map([
        ['fc.weight', tensor(7, [48, 64])],
        ['fc_cls.weight', tensor(7, [10, 64])],
      ]),
    });
    await writeCheckpoint(outer, { state_dict: new Map([['model.part.fc.weight', tensor(8, [48, 64])]]) });
    const found = await began({
      part: { type: 'InitPart', init_cfg: [{ type: 'Pretrained', checkpoint: inner }, constant(2)] },
      init_cfg: { type: 'Pretrained', checkpoint: outer, prefix: 'model.' },
    });
    expect([first(found, 'part.fc.weight'), first(found, 'part.fc_cls.weight')]).toEqual([8, 7]);
    expect(first(found, 'part.fc.bias')).toBe(0);
  });

  it('is a function of the seed', async () => {
    const cfg = { init_cfg: { type: 'Normal', layer: ['Linear', 'Conv2d'] } };
    expect((await began(cfg)).values).toEqual((await began(cfg)).values);
    expect((await began(cfg, 2)).values).not.toEqual((await began(cfg)).values);
  });
});

describe('mistakes', () => {
  it('are found in the config', () => {
    const problems = (config: object): string[] =>
      MODELS.validate({ type: 'InitWhole', part: { type: 'InitPart' }, ...config }, { path: 'model' }).map(
        ({ path, suggestion }) => `${path}${suggestion === undefined ? '' : ` (${suggestion})`}`,
      );
    expect(problems({ init_cfg: { type: 'Kaiming', layers: 'Conv2d' } })).toEqual(['model.init_cfg.layers (layer)']);
    expect(problems({ init_cfg: { type: 'Constant', layer: 'Conv2d' } })).toEqual(['model.init_cfg.val']);
    expect(problems({ part: { type: 'InitPart', init_cfg: [{ type: 'Normal', std: -1 }] } })).toEqual([
      'model.part.init_cfg.0.std',
    ]);
    expect(problems({ init_cfgs: null })).toHaveLength(1);
  });

  it('that change nothing are said', async () => {
    const { lines } = await began({ init_cfg: [{ type: 'Kaiming', layer: 'Conv2D' }, { type: 'Kaiming' }] });
    expect(lines).toEqual([
      expect.stringMatching(/^init_cfg of the model: it has no layer Conv2D/),
      expect.stringMatching(/names no layer, so it changes nothing/),
    ]);
  });

  it('of parts and shapes are explained', async () => {
    const override = { name: 'fc_cl', type: 'Constant', val: 1 };
    await expect(
      began({ part: { type: 'InitPart', init_cfg: { type: 'Constant', val: 1, override } } }),
    ).rejects.toThrow(expect.objectContaining({ code: 'MMA_INIT_OVERRIDE', hint: 'did you mean fc_cls?' }));
    await expect(began({ init_cfg: { type: 'Kaiming', layer: 'BatchNorm2d' } })).rejects.toThrow(
      expect.objectContaining({ code: 'MMA_INIT_SHAPE' }),
    );
  });
});
