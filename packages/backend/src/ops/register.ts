import { tf } from '../tf.js';
import { batchNormGradient, batchNormKernel } from './batch-norm.js';
import { biasAddGradient, biasAddKernel } from './bias-add.js';
import { conv2dGradient, conv2dKernel } from './conv2d.js';
import { keepKernel, keepOverKernel } from './keep.js';
import { maxPool2dGradient, maxPool2dKernel } from './max-pool2d.js';
import { momentumStepKernel } from './momentum-step.js';
import { reluGradient } from './relu.js';

const KERNELS = [
  batchNormKernel,
  biasAddKernel,
  conv2dKernel,
  keepKernel,
  keepOverKernel,
  maxPool2dKernel,
  momentumStepKernel,
];
const GRADIENTS = [batchNormGradient, biasAddGradient, conv2dGradient, maxPool2dGradient, reluGradient];

/** Makes our ops known to tfjs, with their gradients. Once a process. */
export function registerOps(): void {
  for (const kernel of KERNELS) tf.registerKernel(kernel);
  for (const gradient of GRADIENTS) tf.registerGradient(gradient);
}
