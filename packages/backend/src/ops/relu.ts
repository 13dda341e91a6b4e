import type { GradConfig, Tensor } from '@tensorflow/tfjs';
import { nativeBackend } from '../active-backend.js';
import { floatType } from './attributes.js';

/**
 * The gradient of `tf.relu` as one TensorFlow op; tfjs's own takes five and a fifth of a ResNet's training step. It is told
 * the output rather than the input: the next layer keeps that anyway, so that the input's memory is free early.
 */
export const reluGradient: GradConfig = {
  kernelName: 'Relu',
  outputsToSave: [true],
  gradFunc: (dy, saved) => {
    const backend = nativeBackend();
    return {
      x: () => backend.executeSingleOutput('ReluGrad', [floatType(backend.binding)], [dy as Tensor, saved[0]!]),
    };
  },
};
