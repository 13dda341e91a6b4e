import type { Sample } from '../../structures/batch.js';
import type { TypedArray } from '../../structures/nd-array.js';

/**
 * A sample ready to move to another thread without copying its arrays, and the buffers to move.
 *
 * An array that is a window on a larger buffer gets its own: moving the large one would take it from everyone else, and
 * cloning would copy all of it.
 */
export function transferable(sample: Sample): { sample: Sample; buffers: ArrayBuffer[] } {
  const data = owned(sample.inputs.data);
  return { sample: { ...sample, inputs: { ...sample.inputs, data } }, buffers: [data.buffer] };
}

function owned<D extends TypedArray>(data: D): D & { buffer: ArrayBuffer } {
  const whole = data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength;
  return (whole ? data : data.slice()) as D & { buffer: ArrayBuffer };
}
