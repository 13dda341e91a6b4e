/** A Python wheel that carries libtensorflow with its C API and headers. No Python is needed to use it. */
export interface PinnedWheel {
  readonly project: string;
  readonly version: string;
  readonly fileName: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The wheel's tags, given to pip so that any installed Python can fetch it. */
  readonly pythonVersion: string;
  readonly abi: string;
  readonly platform: string;
}

/** `linux-x64`, `darwin-arm64`, … as Node names them. */
export type PlatformKey = `${string}-${string}`;

/** The libtensorflow that MMA is built and tested with. */
export const TENSORFLOW_VERSION = '2.21.0';

/**
 * Wheels whose content is known, by platform. Any CPython tag serves, since only the C libraries are used;
 * a wheel that is not listed here is never used.
 */
export const PINNED_WHEELS: Readonly<Partial<Record<PlatformKey, PinnedWheel>>> = {
  'linux-x64': {
    project: 'tensorflow-cpu',
    version: TENSORFLOW_VERSION,
    fileName: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    size: 273_829_956,
    pythonVersion: '311',
    abi: 'cp311',
    platform: 'manylinux_2_27_x86_64',
  },
};

/** libtensorflow as tfjs-node downloads it: older, and published without a checksum. */
export const TFJS_ARCHIVES: Readonly<Partial<Record<PlatformKey, { version: string; url: string }>>> = {
  'linux-x64': {
    version: '2.9.1',
    url: 'https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz',
  },
  'darwin-x64': {
    version: '2.9.1',
    url: 'https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-cpu-darwin-x86_64-2.9.1.tar.gz',
  },
};

export const platformKey = (): PlatformKey => `${process.platform}-${process.arch}`;
