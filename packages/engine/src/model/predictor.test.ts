import { loadBackend, memory, type Tensor, type Tensor4D, tf } from '@mma/backend';
import { BatchNorm2d, ConvModule, Linear } from '@mma/nn';
import { beforeAll, expect, test } from 'vitest';
import type { DataSample } from '../structures/data-sample.js';
import { BaseModel } from './base-model.js';
import type { DataPreprocessor, TensorBatch } from './data-preprocessor.js';
import { predictorOf } from './predictor.js';

beforeAll(() => loadBackend());

class SmallNet extends BaseModel {
  declare readonly dataPreprocessor: DataPreprocessor;
  readonly stem = new ConvModule(2, 4, { kernelSize: 3, padding: 1 });
  readonly norm = new BatchNorm2d(4);
  readonly fc = new Linear(4, 3);
  /** How often the model's own code has run. */
  runs = 0;

  override loss(): Record<string, Tensor> {
    return {};
  }

  override predict({ inputs }: TensorBatch): Tensor {
    this.runs += 1;
    return this.fc.forward(tf.mean(this.norm.forward(this.stem.forward(inputs as Tensor4D)), [1, 2]));
  }

  override postprocess(): DataSample[] {
    return [];
  }
}

function netWithStatistics(): SmallNet {
  const model = new SmallNet();
  model.initWeights(5);
  for (const [index, [, buffer]] of [...model.namedBuffers()].entries()) {
    if (buffer.dtype === 'float32') buffer.assign(tf.tensor1d([0.3, 0.8, 1.7, 0.6].map((each) => each + index / 7)));
  }
  return model.eval();
}

const batch = (size: number): TensorBatch => ({
  inputs: tf.tensor(
    Float32Array.from({ length: size * 50 }, (_, i) => Math.sin(i * 1.3)),
    [size, 5, 5, 2],
  ),
});

/** What the model gives, and what it gives op by op. */
async function both(model: SmallNet, given: TensorBatch): Promise<[number[], number[]]> {
  const output = await predictorOf(model).run(given);
  const eager = tf.tidy(() => model.predict(given));
  const figures: [number[], number[]] = [Array.from(await output.data()), Array.from(await eager.data())];
  tf.dispose([output, eager]);
  return figures;
}

function expectSame([replayed, eager]: [number[], number[]]): void {
  expect(replayed.length).toBe(eager.length);
  for (const [index, value] of replayed.entries()) expect(value).toBeCloseTo(eager[index]!, 4);
}

test('prediction is recorded once for each batch size, and is what it is op by op', async () => {
  const model = netWithStatistics();
  for (const size of [2, 3, 2, 3]) expectSame(await both(model, batch(size)));
  // Two recordings, and four runs op by op.
  expect(model.runs).toBe(6);
});

test('follows new weights and new statistics without being recorded anew', async () => {
  const model = netWithStatistics();
  const given = batch(2);
  const [first] = await both(model, given);
  model.stem.bn!.runningVar.assign(tf.tensor1d([4, 3, 2, 1]));
  const [second, eager] = await both(model, given);
  expectSame([second, eager]);
  expect(second).not.toEqual(first);
  model.stem.conv.weight.assign(tf.mul(model.stem.conv.weight.value, 2));
  const [third, again] = await both(model, given);
  expectSame([third, again]);
  expect(third).not.toEqual(second);
  expect(model.runs).toBe(4);
});

test('holds on to the folded weights until they are released, and to nothing else', async () => {
  const model = netWithStatistics();
  const given = batch(2);
  const before = memory().numTensors;
  expectSame(await both(model, given));
  const held = memory().numTensors;
  expect(held).toBeGreaterThan(before);
  for (let time = 0; time < 5; time += 1) expectSame(await both(model, given));
  expect(memory().numTensors).toBe(held);
  predictorOf(model).release();
  expect(memory().numTensors).toBe(before);
  expectSame(await both(model, given));
});

test('modes are told apart: batch norm in training mode is not folded', async () => {
  const model = netWithStatistics();
  const given = batch(2);
  const evaluated = (await both(model, given))[1];
  model.norm.train();
  const output = await predictorOf(model).run(given);
  const replayed = Array.from(await output.data());
  expect(replayed).not.toEqual(evaluated);
  // Predicting leaves the statistics alone.
  const again = await predictorOf(model).run(given);
  expect(Array.from(await again.data())).toEqual(replayed);
  expectSame([replayed, Array.from(await tf.tidy(() => model.predict(given)).data())]);
});
