import { isNative } from '../active-backend.js';
import { BackendError } from '../backend-error.js';
import type { DeviceInfo } from '../device.js';
import { cacheDir } from '../install/cache.js';
import { ensureNative, findNative } from '../install/ensure-native.js';
import { platformKey } from '../install/pins/sources.js';
import { loadBackend } from '../load.js';
import { tf } from '../tf.js';
import { describeCpu } from './cpu.js';
import { gpuChecks } from './gpu.js';
import { numericCheck } from './numeric-check.js';
import type { DoctorCheck, DoctorReport } from './report.js';
import { toolchainChecks } from './toolchain.js';

export interface DoctorOptions {
  /** Install what is missing. Default false. */
  fix?: boolean;
  /** Called with a line about what is going on. */
  onMessage?: (line: string) => void;
}

function failed(name: string, error: unknown): DoctorCheck {
  const detail = error instanceof Error ? error.message : String(error);
  const fix = error instanceof BackendError && error.hint ? error.hint : 'Run `mma doctor --fix`.';
  return { name, ok: false, detail, fix };
}

async function checkLibrary({ fix = false, onMessage }: DoctorOptions): Promise<DoctorCheck[]> {
  const name = 'native library';
  try {
    const native = await ensureNative({ install: fix, ...(onMessage && { onMessage }) });
    return [{ name, ok: true, detail: native.libraryDir }];
  } catch (error) {
    return [failed(name, error), ...(await toolchainChecks())];
  }
}

async function checkDevice(checks: DoctorCheck[]): Promise<DeviceInfo | undefined> {
  try {
    const device = await loadBackend();
    checks.push({ name: 'device', ok: true, detail: `${device.device}: ${device.why}` });
    if (isNative()) checks.push(...numericCheck());
    return device;
  } catch (error) {
    checks.push(failed('device', error));
    return undefined;
  }
}

/** Looks at everything that the native backend depends on, and says how to repair what is missing. Never throws for that. */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const checks = await checkLibrary(options);
  const device = checks[0]!.ok ? await checkDevice(checks) : undefined;
  checks.push(...gpuChecks());
  const native = await findNative().catch(() => undefined);
  return {
    ok: checks.every((check) => check.ok),
    versions: { node: process.versions.node, tfjs: tf.version.tfjs, tensorflow: device?.tensorflowVersion },
    platform: platformKey(),
    cpu: describeCpu(),
    device,
    paths: { cache: cacheDir(), libraryDir: native?.libraryDir, addon: native?.addon },
    checks,
  };
}
