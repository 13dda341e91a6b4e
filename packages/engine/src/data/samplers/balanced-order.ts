import { EngineError } from '../../errors.js';
import type { Random } from '../../random/random.js';

/** The classes of a sample. */
export type CategoriesOf = (index: number) => readonly number[];

// Weights rest on the annotations alone, which stay as they are while a loader lives.
const weightsOf = new WeakMap<CategoriesOf, Float64Array>();

/**
 * `length` draws in which every class comes equally often: a sample weighs 1 / (samples of its class), one of several classes
 * what the rarest gives. Drawn systematically (one random offset, equal steps through the weights), so that a sample comes as
 * often as its weight says, rounded up or down, never more.
 *
 * @throws EngineError `MMA_DATA_NO_LABELS` for a sample without a class
 */
export function balancedOrder(random: Random, length: number, categoriesOf: CategoriesOf | undefined): number[] {
  if (categoriesOf === undefined) throw new RangeError('balancedOrder needs the classes of the samples');
  const weights = weightsOf.get(categoriesOf) ?? classWeights(length, categoriesOf);
  weightsOf.set(categoriesOf, weights);
  const step = weights.reduce((sum, weight) => sum + weight, 0) / length;
  const drawn: number[] = [];
  const order = random.permutation(length);
  const offset = random.float();
  let reached = 0;
  for (const index of order) {
    reached += weights[index]!;
    while (drawn.length < length && (drawn.length + offset) * step < reached) drawn.push(index);
  }
  // The sum of many weights may fall short of the last step by a rounding.
  while (drawn.length < length) drawn.push(order.at(-1)!);
  return random.shuffle(drawn);
}

function classWeights(length: number, categoriesOf: CategoriesOf): Float64Array {
  const counts = new Map<number, number>();
  for (let index = 0; index < length; index++) {
    const categories = categoriesOf(index);
    if (categories.length === 0) {
      throw new EngineError('MMA_DATA_NO_LABELS', `class_balanced needs labels, and sample ${index} has none`, {
        hint: 'give every line of the annotation file a label, or leave `class_balanced` out',
      });
    }
    for (const category of categories) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return Float64Array.from({ length }, (_, index) =>
    Math.max(...categoriesOf(index).map((category) => 1 / counts.get(category)!)),
  );
}
