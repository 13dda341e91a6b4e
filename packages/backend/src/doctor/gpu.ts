import { wantedDevice } from '../device.js';
import { describeDriver, findDriver } from '../install/library/driver.js';
import { cachedLibrary } from '../install/library/library.js';
import { describeSize } from '../install/pins/pinned-wheel.js';
import { PINNED_LIBRARIES, platformKey } from '../install/pins/sources.js';
import type { DoctorCheck } from './report.js';

/** What there is to say of a GPU: nothing where none is asked for and no driver is present. */
export function gpuChecks(driver = findDriver()): DoctorCheck[] {
  const name = 'NVIDIA driver';
  const detail = describeDriver(driver);
  if (driver.device === undefined) {
    if (wantedDevice() !== 'gpu') return [];
    const fix = 'Install the driver of the GPU, or start the container with access to it (Docker: --gpus all).';
    return [{ name, ok: false, detail, fix }];
  }
  const pinned = PINNED_LIBRARIES.gpu[platformKey()];
  const installed = cachedLibrary('gpu') !== undefined || Boolean(process.env['MMA_LIBTENSORFLOW']);
  if (installed || pinned === undefined) return [{ name, ok: true, detail }];
  const offer = `\`MMA_DEVICE=gpu mma doctor --fix\` fetches TensorFlow for it (${describeSize(pinned.wheels)})`;
  return [{ name, ok: true, detail: `${detail}; ${offer}` }];
}
