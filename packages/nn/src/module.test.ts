import { loadBackend, memory } from '@mma/backend';
import { beforeAll, expect, test } from 'vitest';
import { BatchNorm2d } from './layers/batch-norm2d.js';
import { ConvModule } from './layers/conv-module.js';
import { Linear } from './layers/linear.js';
import { ReLU } from './layers/relu.js';
import { Sequential } from './layers/sequential.js';
import { Module } from './module.js';

beforeAll(() => loadBackend());

class Head extends Module {
  readonly dropout = null;
  readonly fcCls = new Linear(4, 3);
}

class Model extends Module {
  readonly backbone = new Sequential(new ConvModule(3, 4, { kernelSize: 3 }), new ReLU());
  readonly extras = [new Linear(2, 2, { bias: false }), new Linear(2, 1)];
  readonly clsHead = new Head();
  readonly #hidden = new Linear(9, 9);

  get hidden(): Linear {
    return this.#hidden;
  }
}

const NAMES = [
  'backbone.0.conv.weight',
  'backbone.0.bn.weight',
  'backbone.0.bn.bias',
  'backbone.0.bn.running_mean',
  'backbone.0.bn.running_var',
  'backbone.0.bn.num_batches_tracked',
  'extras.0.weight',
  'extras.1.weight',
  'extras.1.bias',
  'cls_head.fc_cls.weight',
  'cls_head.fc_cls.bias',
];

test("the state dict has PyTorch's names, order, shapes and types, and nothing private", async () => {
  const model = new Model();
  model.initWeights(0);
  const state = await model.stateDict();
  expect([...state.keys()]).toEqual(NAMES);
  expect(state.get('backbone.0.conv.weight')).toMatchObject({ dtype: 'float32', shape: [4, 3, 3, 3] });
  expect(state.get('backbone.0.bn.num_batches_tracked')).toEqual({
    dtype: 'int64',
    shape: [],
    data: BigInt64Array.of(0n),
  });
  model.dispose();
});

test('parameters, buffers and modules are found by name', () => {
  const model = new Model();
  const isBuffer = (name: string): boolean => /running|tracked/.test(name);
  expect([...model.namedParameters()].map(([name]) => name)).toEqual(NAMES.filter((name) => !isBuffer(name)));
  expect([...model.namedBuffers()].map(([name]) => name)).toEqual(NAMES.filter(isBuffer));
  expect([...model.namedModules()].map(([name]) => name)).toEqual(
    ['', 'backbone', 'backbone.0', 'backbone.0.conv', 'backbone.0.bn', 'backbone.0.activate', 'backbone.1'].concat([
      'extras.0',
      'extras.1',
      'cls_head',
      'cls_head.fc_cls',
    ]),
  );
});

test('the parts of a model are what is found by name, in the same order', () => {
  class Tied extends Model {
    readonly again = this.backbone;
  }
  for (const model of [new Model(), new Tied()]) {
    const { modules, parameters, buffers } = model.parts();
    expect(modules).toEqual(model.modules());
    expect(parameters).toEqual(model.parameters());
    expect(buffers).toEqual([...model.namedBuffers()].map(([, buffer]) => buffer));
  }
});

test('a shared parameter is listed once, and saved under both names', async () => {
  class Tied extends Module {
    readonly first = new Linear(2, 2, { bias: false });
    readonly second = this.first;
  }
  const tied = new Tied();
  tied.initWeights(1);
  expect([...tied.namedParameters()].map(([name]) => name)).toEqual(['first.weight']);
  expect([...(await tied.stateDict()).keys()]).toEqual(['first.weight', 'second.weight']);
  tied.dispose();
});

test('train, eval and freezing reach everything below', () => {
  const model = new Model().eval();
  expect(model.modules().every((module) => !module.training)).toBe(true);
  model.train();
  expect(model.modules().every((module) => module.training)).toBe(true);
  model.backbone.requiresGrad_(false);
  expect(model.parameters().filter((parameter) => parameter.requiresGrad)).toHaveLength(5);
});

test('initial values depend on the seed and the full name only', async () => {
  const whole = new Model();
  whole.initWeights(7);
  class Part extends Module {
    readonly clsHead = new Head();
  }
  const part = new Part();
  part.initWeights(7);
  const weight = (await whole.stateDict()).get('cls_head.fc_cls.weight')!;
  expect((await part.stateDict()).get('cls_head.fc_cls.weight')).toEqual(weight);
  part.dispose();
  part.initWeights(8);
  expect((await part.stateDict()).get('cls_head.fc_cls.weight')).not.toEqual(weight);
  whole.dispose();
  part.dispose();
});

test('a module can bring its own first values before the others are drawn', async () => {
  class Loaded extends Linear {
    protected override beforeInit(): void {
      this.loadStateDict(new Map([['weight', { dtype: 'float32', shape: [1, 1], data: Float32Array.of(42) }]]), {
        strict: false,
      });
    }
  }
  class Outer extends Module {
    readonly inner = new Loaded(1, 1);
  }
  const outer = new Outer();
  outer.initWeights(0);
  const state = await outer.stateDict();
  expect(state.get('inner.weight')!.data).toEqual(Float32Array.of(42));
  expect(state.get('inner.bias')!.data).not.toEqual(Float32Array.of(0));
  outer.dispose();
});

test('values survive a round trip through a state dict; initialising afterwards changes nothing', async () => {
  const [source, target] = [new Model(), new Model()];
  source.initWeights(1);
  const state = await source.stateDict();
  const before = memory().numTensors;
  const report = target.loadStateDict(state);
  expect(memory().numTensors - before).toBe(NAMES.length);
  expect(report).toEqual({ loaded: NAMES, missing: [], unexpected: [], mismatched: [], shapes: new Map() });
  target.initWeights(2);
  expect(await target.stateDict()).toEqual(state);
  source.dispose();
  target.dispose();
});

test('a strict load that does not fit names every difference and changes nothing', async () => {
  const model = new Model();
  model.initWeights(1);
  const state = await model.stateDict();
  const changed = new Map(state);
  changed.delete('extras.1.bias');
  changed.set('extras.2.bias', { dtype: 'float32', shape: [1], data: new Float32Array(1) });
  changed.set('cls_head.fc_cls.weight', { dtype: 'float32', shape: [2, 4], data: new Float32Array(8) });
  changed.set('cls_head.fc_cls.bias', { dtype: 'float32', shape: [3], data: Float32Array.of(7, 7, 7) });
  expect(() => model.loadStateDict(changed)).toThrow(
    /extras\.1\.bias[\s\S]*extras\.2\.bias[\s\S]*model \[3, 4\], file \[2, 4\]/,
  );
  expect(await model.stateDict()).toEqual(state);

  const report = model.loadStateDict(changed, { strict: false });
  expect(report.missing).toEqual(['extras.1.bias']);
  expect(report.unexpected).toEqual(['extras.2.bias']);
  expect([...report.shapes]).toEqual([
    ['extras.1.bias', [1]],
    ['extras.2.bias', [1]],
  ]);
  expect(report.mismatched).toEqual([{ name: 'cls_head.fc_cls.weight', expected: [3, 4], found: [2, 4] }]);
  expect((await model.stateDict()).get('cls_head.fc_cls.bias')!.data).toEqual(Float32Array.of(7, 7, 7));
  model.dispose();
});

test('doubles and integers load; 16-bit floats and short data are refused before anything changes', async () => {
  const norm = new BatchNorm2d(2);
  norm.initWeights(0);
  const state = new Map<string, { dtype: string; shape: number[]; data: ArrayLike<number> | BigInt64Array }>([
    ['weight', { dtype: 'float64', shape: [2], data: Float64Array.of(1, 2) }],
    ['bias', { dtype: 'float32', shape: [2], data: Float32Array.of(3, 4) }],
    ['running_mean', { dtype: 'float32', shape: [2], data: Float32Array.of(5, 6) }],
    ['running_var', { dtype: 'float32', shape: [2], data: Float32Array.of(7, 8) }],
    ['num_batches_tracked', { dtype: 'int64', shape: [], data: BigInt64Array.of(123n) }],
  ]);
  norm.loadStateDict(state);
  const loaded = await norm.stateDict();
  expect(loaded.get('weight')!.data).toEqual(Float32Array.of(1, 2));
  expect(loaded.get('num_batches_tracked')!.data).toEqual(BigInt64Array.of(123n));

  state.set('weight', { dtype: 'float32', shape: [2], data: Float32Array.of(0, 0) });
  state.set('bias', { dtype: 'float16', shape: [2], data: Uint16Array.of(1, 2) });
  expect(() => norm.loadStateDict(state)).toThrow(expect.objectContaining({ code: 'MMA_NN_DTYPE' }));
  state.set('bias', { dtype: 'float32', shape: [2], data: Float32Array.of(1) });
  expect(() => norm.loadStateDict(state)).toThrow(expect.objectContaining({ code: 'MMA_NN_STATE_DATA' }));
  expect(await norm.stateDict()).toEqual(loaded);
  norm.dispose();
});
