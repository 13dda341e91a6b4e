import { BackendError } from './backend-error.js';
import type { NativeBackend } from './binding.js';
import { tf } from './tf.js';

/** tfjs's name for a backend made of TensorFlow's own kernels. */
export const NATIVE_BACKEND = 'tensorflow';

/** Whether operations run on libtensorflow now. */
export function isNative(): boolean {
  return tf.getBackend() === NATIVE_BACKEND;
}

/** The backend that runs TensorFlow's ops by name. @throws BackendError when another one is active. */
export function nativeBackend(): NativeBackend {
  if (!isNative()) {
    throw new BackendError(
      'MMA_BACKEND_NOT_NATIVE',
      `this needs the native TensorFlow backend; the active one is "${tf.getBackend() || 'none'}"`,
      'Call loadBackend() first; the wasm backend serves inference only.',
    );
  }
  return tf.backend() as unknown as NativeBackend;
}

/** Whether operations run on a GPU now. */
export function isOnGpu(): boolean {
  return isNative() && nativeBackend().binding.isUsingGpuDevice();
}
