import { BaseTransform, type NdArray, type Results, sizeOf, TRANSFORMS, type TypedArray } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';

/**
 * Reorders the axes of arrays, and moves their elements. Models of this project take pictures channels-last, so RGB
 * pipelines have no use for it.
 *
 * Reads and writes `keys`.
 */
@TRANSFORMS.register()
export class Transpose extends BaseTransform {
  static readonly options = z
    .strictObject({
      keys: z.array(z.string()).min(1).describe('results to transpose'),
      order: z
        .array(z.int().nonnegative())
        .min(1)
        .refine((order) => [...order].sort((a, b) => a - b).every((axis, i) => axis === i), {
          error: 'each axis from 0 on once',
        })
        .describe('which axis comes where'),
    })
    .describe('Reorders the axes of arrays.');

  readonly #options: z.output<typeof Transpose.options>;

  constructor(options: z.input<typeof Transpose.options>) {
    super();
    this.#options = Transpose.options.parse(options);
  }

  /** @throws DataError `MMA_DATA_TRANSPOSE` */
  override transform(results: Results): Results {
    const { keys, order } = this.#options;
    for (const key of keys) {
      const array = results[key] as NdArray<TypedArray> | undefined;
      if (array?.shape?.length !== order.length) {
        const found = array?.shape === undefined ? 'no array' : `[${array.shape.join(', ')}]`;
        throw new DataError(
          'MMA_DATA_TRANSPOSE',
          `Transpose to [${order.join(', ')}] found ${found} under \`${key}\``,
          {
            hint: 'order names every axis; pictures in a pipeline are [T, H, W, C]',
          },
        );
      }
      results[key] = transposed(array, order);
    }
    return results;
  }
}

function transposed({ data, shape }: NdArray<TypedArray>, order: readonly number[]): NdArray<TypedArray> {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const newShape = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const output = data.slice();
  const position = newShape.map(() => 0);
  let from = 0;
  for (let i = 0; i < output.length; i++) {
    output[i] = data[from]!;
    for (let axis = newShape.length - 1; axis >= 0; axis--) {
      position[axis]!++;
      from += steps[axis]!;
      if (position[axis]! < newShape[axis]!) break;
      from -= steps[axis]! * newShape[axis]!;
      position[axis] = 0;
    }
  }
  return { data: output, shape: newShape };
}
