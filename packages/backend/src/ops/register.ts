import { tf } from '../tf.js';
import {
  ownBatchNormAddReluGradient,
  ownBatchNormAddReluKernel,
  ownBatchNormGradient,
  ownBatchNormKernel,
} from './batch-norm-own.js';
import { tensorflowBatchNormGradient, tensorflowBatchNormKernel } from './batch-norm-tensorflow.js';
import { biasAddGradient, biasAddKernel } from './bias-add.js';
import { conv2dGradient, conv2dKernel } from './conv2d.js';
import { keepKernel, keepOverKernel } from './keep.js';
import { maxPool2dGradient, maxPool2dKernel } from './max-pool2d.js';
import { ownMaxPoolGradient, ownMaxPoolKernel } from './max-pool2d-own.js';
import { momentumStepKernel } from './momentum-step.js';
import { reluGradient } from './relu.js';

const KERNELS = [
  biasAddKernel,
  conv2dKernel,
  keepKernel,
  keepOverKernel,
  maxPool2dKernel,
  momentumStepKernel,
  ownBatchNormAddReluKernel,
  ownBatchNormKernel,
  ownMaxPoolKernel,
  tensorflowBatchNormKernel,
];
const GRADIENTS = [
  biasAddGradient,
  conv2dGradient,
  maxPool2dGradient,
  ownBatchNormAddReluGradient,
  ownBatchNormGradient,
  ownMaxPoolGradient,
  reluGradient,
  tensorflowBatchNormGradient,
];

/** Makes our ops known to tfjs, with their gradients. Once a process. */
export function registerOps(): void {
  for (const kernel of KERNELS) tf.registerKernel(kernel);
  for (const gradient of GRADIENTS) tf.registerGradient(gradient);
}
