import type { DeviceInfo } from '../device.js';

/** One thing looked at. */
export interface DoctorCheck {
  name: string;
  ok: boolean;
  /** What was found. */
  detail: string;
  /** What to do about it; only when not ok. */
  fix?: string;
}

/** The state of the native backend on this machine. */
export interface DoctorReport {
  /** True when everything needed for training is in place and computes correctly. */
  ok: boolean;
  versions: { node: string; tfjs: string; tensorflow: string | undefined };
  /** Such as `linux-x64`. */
  platform: string;
  cpu: { model: string; threads: number; features: string[] };
  /** Undefined when no device could be started. */
  device: DeviceInfo | undefined;
  paths: { cache: string; libraryDir: string | undefined; addon: string | undefined };
  checks: DoctorCheck[];
}
