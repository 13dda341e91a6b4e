import type { DType } from '../tensors/dtype.js';
import type { TensorData } from '../tensors/tensor.js';
import { widenToFloat32 } from '../tensors/widen.js';
import { type AnyTensor, openWeights, read } from './weights.js';

interface TensorKind {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** How one tensor of two checkpoints differs: `before` in the first, `after` in the second. */
export interface TensorDifference {
  readonly name: string;
  readonly kind: 'removed' | 'added' | 'shape' | 'dtype' | 'values';
  readonly before?: TensorKind;
  readonly after?: TensorKind;
  /** How many numbers differ, and by how much at most; absent where shapes differ. */
  readonly differing?: number;
  readonly maxDifference?: number;
}

/**
 * What differs in the weights of two checkpoints, in the first one's order, the second one's own at the end. Tensors of
 * one shape are compared by value even where their types differ.
 */
export async function diffCheckpoints(before: string, after: string): Promise<TensorDifference[]> {
  await using a = await openWeights(before);
  await using b = await openWeights(after);
  const differences: TensorDifference[] = [];
  for (const [name, tensor] of a.weights) {
    const other = b.weights.get(name);
    if (other === undefined) differences.push({ name, kind: 'removed', before: kindOf(tensor) });
    else {
      const difference = await differenceOf(tensor, other);
      if (difference !== undefined) {
        differences.push({ name, ...difference, before: kindOf(tensor), after: kindOf(other) });
      }
    }
  }
  for (const [name, tensor] of b.weights) {
    if (!a.weights.has(name)) differences.push({ name, kind: 'added', after: kindOf(tensor) });
  }
  return differences;
}

type Difference = Pick<TensorDifference, 'kind' | 'differing' | 'maxDifference'>;

async function differenceOf(a: AnyTensor, b: AnyTensor): Promise<Difference | undefined> {
  if (String(a.shape) !== String(b.shape)) return { kind: 'shape' };
  const values = distanceOf(await read(a), await read(b));
  if (a.dtype !== b.dtype) return { kind: 'dtype', ...values };
  return values.differing === 0 ? undefined : { kind: 'values', ...values };
}

/** Two NaN are alike; a NaN and a number are infinitely far apart. */
function distanceOf(a: TensorData, b: TensorData): { differing: number; maxDifference: number } {
  const [left, right] = [widenToFloat32(a).data, widenToFloat32(b).data];
  let differing = 0;
  let maxDifference = 0;
  for (let i = 0; i < left.length; i++) {
    const [x, y] = [Number(left[i]), Number(right[i])];
    if (Object.is(x, y) || x === y) continue;
    differing += 1;
    const distance = Math.abs(x - y);
    maxDifference = Math.max(maxDifference, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
  }
  return { differing, maxDifference };
}

function kindOf({ dtype, shape }: AnyTensor): TensorKind {
  return { dtype, shape };
}
