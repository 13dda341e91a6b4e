import { type DeviceChoice, type DeviceInfo, wantedDevice } from './device.js';
import { ensureNative } from './install/ensure-native.js';
import { requireDriver } from './install/library/choose-library.js';
import { startNative } from './native-backend.js';
import { startWasm } from './wasm-backend.js';

export interface LoadOptions {
  /**
   * `auto` (the default) takes a GPU if the build for GPUs is installed and TensorFlow sees one; the environment variable
   * `MMA_DEVICE` overrides `auto`.
   */
  device?: DeviceChoice;
  /** Fall back to WebAssembly, for inference only, where no native library can be had. Default false. */
  allowWasm?: boolean;
  /** Fetch and compile what is missing. Default false: what is missing is an error that says what to run. */
  install?: boolean;
  /** Called with a line about what is going on. */
  onMessage?: (line: string) => void;
}

let loading: Promise<DeviceInfo> | undefined;

async function load(options: LoadOptions): Promise<DeviceInfo> {
  const { install = false, allowWasm = false, onMessage = () => {} } = options;
  const choice = wantedDevice(options.device);
  try {
    requireDriver(choice);
    const paths = await ensureNative({ device: choice, install, onMessage });
    return await startNative(paths, choice);
  } catch (error) {
    if (!allowWasm || choice === 'gpu') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    onMessage(`no native TensorFlow (${reason}): using WebAssembly, which is slow and cannot train`);
    return startWasm(`WebAssembly, for inference only: ${reason}`);
  }
}

/**
 * Chooses the device and makes it tfjs's backend. Later calls return the first call's result.
 * @throws BackendError when no device can be had; see `hint`.
 */
export function loadBackend(options: LoadOptions = {}): Promise<DeviceInfo> {
  loading ??= load(options).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
