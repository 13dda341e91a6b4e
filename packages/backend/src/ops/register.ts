import { tf } from '../tf.js';
import { batchNormGradient, batchNormKernel } from './batch-norm.js';
import { biasAddGradient, biasAddKernel } from './bias-add.js';
import { conv2dGradient, conv2dKernel } from './conv2d.js';
import { maxPool2dGradient, maxPool2dKernel } from './max-pool2d.js';
import { reluGradient } from './relu.js';

/** Makes our ops known to tfjs, with their gradients. Once a process. */
export function registerOps(): void {
  for (const kernel of [batchNormKernel, biasAddKernel, conv2dKernel, maxPool2dKernel]) tf.registerKernel(kernel);
  for (const gradient of [batchNormGradient, biasAddGradient, conv2dGradient, maxPool2dGradient, reluGradient])
    tf.registerGradient(gradient);
}
