import type { Tensor } from '@tensorflow/tfjs';
import { isNative, nativeBackend } from '../active-backend.js';
import { tf } from '../tf.js';
import { floatType } from './attributes.js';

/**
 * Bytes, such as pixels, as a float32 tensor of the same values. A quarter of the traffic of making the floats in
 * JavaScript: the bytes go to TensorFlow as they are and are converted there.
 */
export function fromUint8(data: Uint8Array, shape: readonly number[]): Tensor {
  if (!isNative()) return tf.tensor(Float32Array.from(data), [...shape], 'float32');
  const backend = nativeBackend();
  const { binding } = backend;
  const bytes = binding.createTensor(shape, binding.TF_UINT8, data);
  try {
    const source = { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: binding.TF_UINT8 };
    const outputs = binding.executeOp('Cast', [source, floatType(binding, 'DstT')], [bytes], 1);
    return backend.createOutputTensor(outputs[0]!);
  } finally {
    binding.deleteTensor(bytes);
  }
}
