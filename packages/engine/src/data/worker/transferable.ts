import type { Item, Sample } from '../../structures/batch.js';
import type { TypedArray } from '../../structures/nd-array.js';

type Owned<D extends TypedArray> = D & { buffer: ArrayBuffer };

/**
 * An item ready to move to another thread without copying its arrays, and the buffers to move.
 *
 * An array that is a window on a larger buffer gets its own: moving the large one would take it from everyone else, and
 * cloning would copy all of it.
 */
export function transferable<I extends Item>(item: I): { item: I; buffers: ArrayBuffer[] } {
  const buffers = new Set<ArrayBuffer>();
  const own = (sample: Sample): Sample => {
    const data = owned(sample.inputs.data);
    buffers.add(data.buffer);
    return { ...sample, inputs: { ...sample.inputs, data } };
  };
  const moved = 'inputs' in item ? own(item) : item.map(own);
  return { item: moved as Item as I, buffers: [...buffers] };
}

function owned<D extends TypedArray>(data: D): Owned<D> {
  const whole = data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength;
  return (whole ? data : data.slice()) as Owned<D>;
}
