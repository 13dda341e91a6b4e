import { loadBackend, type Tensor, tf } from '@mma/backend';
import { beforeAll, expect, test } from 'vitest';
import { LOSSES } from '../registries.js';
import { readGolden } from '../testing/golden.js';
import { expectClose, take } from '../testing/numbers.js';
import { uniform } from '../testing/uniform.js';
import { BCELossWithLogits } from './bce-loss-with-logits.js';
import { CrossEntropyLoss } from './cross-entropy-loss.js';
import { multiHot } from './targets.js';

const golden = readGolden<Record<string, number> & { labels: number[]; class_weight: number[] }>('losses');
const [B, C] = [6, 5];
const logits = Float32Array.from(uniform('loss/logits', B * C), (u) => u * 6 - 3);
const draws = uniform('loss/soft', B * C);
const soft = Float32Array.from(draws, (u, i) => {
  const row = Math.floor(i / C) * C;
  return u / draws.slice(row, row + C).reduce((a, b) => a + b, 0);
});
const classWeight = golden.class_weight;

beforeAll(() => loadBackend());

function value(loss: CrossEntropyLoss | BCELossWithLogits, labels: () => Tensor): number {
  return take(tf.tidy(() => loss.forward(tf.tensor2d(logits, [B, C]), labels())))[0]!;
}

const hard = (): Tensor => tf.tensor1d(golden.labels, 'int32');
const distribution = (): Tensor => tf.tensor2d(soft, [B, C]);
const several = (): Tensor =>
  tf.tensor2d(
    Float32Array.from(soft, (share) => (share > 0.2 ? 1 : 0)),
    [B, C],
  );

test.each<[string, CrossEntropyLoss | BCELossWithLogits, () => Tensor]>([
  ['cross_entropy', new CrossEntropyLoss(), hard],
  ['cross_entropy_weighted', new CrossEntropyLoss({ classWeight }), hard],
  ['cross_entropy_loss_weight', new CrossEntropyLoss({ lossWeight: 2 }), hard],
  ['cross_entropy_soft', new CrossEntropyLoss(), distribution],
  ['cross_entropy_soft_weighted', new CrossEntropyLoss({ classWeight }), distribution],
  ['bce', new BCELossWithLogits(), several],
  ['bce_weighted', new BCELossWithLogits({ classWeight }), several],
])("%s is MMAction2's", (name, loss, labels) => {
  expectClose([value(loss, labels)], [golden[name]!], { atol: 0, rtol: 1e-6 });
});

test('large logits neither overflow nor lose their gradient', () => {
  const scores = tf.tensor2d([1000, -1000], [1, 2]);
  for (const loss of [new CrossEntropyLoss(), new BCELossWithLogits()]) {
    const wrong = tf.tensor2d([0, 1], [1, 2]);
    const gradient = take(tf.tidy(() => tf.grad((x) => loss.forward(x as typeof scores, wrong))(scores)));
    expect([...gradient].every(Number.isFinite)).toBe(true);
    expect(gradient[0]).toBeGreaterThan(0.4);
    wrong.dispose();
  }
  scores.dispose();
});

test('lists of labels become several ones', () => {
  const found = take(
    tf.tidy(() =>
      multiHot(
        tf.tensor2d(
          [
            [0, 2],
            [1, -1],
          ],
          [2, 2],
          'int32',
        ),
        3,
      ),
    ),
  );
  expect([...found]).toEqual([1, 0, 1, 0, 1, 0]);
});

test('configs build losses by type', () => {
  expect(LOSSES.build({ type: 'CrossEntropyLoss', loss_weight: 0.5, class_weight: [1, 2] })).toBeInstanceOf(
    CrossEntropyLoss,
  );
  expect(() => LOSSES.build({ type: 'CrossEntropyLoss', class_weights: [1] })).toThrow(/class_weight/);
});
