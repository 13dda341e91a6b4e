import { isNative, isOnGpu } from './active-backend.js';

/** Whether the addon's own kernels (`native/src/kernels`) can serve: they are for the CPU. */
export function hasOwnKernels(): boolean {
  return isNative() && !isOnGpu();
}
