import { CUDA_WHEELS_LINUX_X64 } from './cuda-wheels.js';
import type { PinnedWheel } from './pinned-wheel.js';

/** `linux-x64`, `darwin-arm64`, … as Node names them. */
export type PlatformKey = `${string}-${string}`;

/** Which build of libtensorflow: for the CPU alone, or for NVIDIA's GPUs too. */
export type Variant = 'cpu' | 'gpu';

/** The libtensorflow that MMA is built and tested with. */
export const TENSORFLOW_VERSION = '2.21.0';

/** What is fetched for one build of libtensorflow. */
export interface PinnedLibrary {
  /** TensorFlow's own wheel is the first. */
  readonly wheels: readonly PinnedWheel[];
  /** Free space to ask for, downloads and unpacked files at once; an estimate. */
  readonly space: number;
}

/**
 * Libraries whose content is known. Any CPython tag serves, since only the C libraries are used; a wheel that is not listed here
 * is never used.
 */
export const PINNED_LIBRARIES: Readonly<Record<Variant, Readonly<Partial<Record<PlatformKey, PinnedLibrary>>>>> = {
  cpu: {
    'linux-x64': {
      wheels: [
        {
          project: 'tensorflow-cpu',
          version: TENSORFLOW_VERSION,
          fileName: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
          sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
          size: 273_829_956,
        },
      ],
      space: 1.2e9,
    },
  },
  gpu: {
    'linux-x64': {
      wheels: [
        {
          project: 'tensorflow',
          version: TENSORFLOW_VERSION,
          fileName: 'tensorflow-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl',
          sha256: 'e9d8da8dcab9650efb45f032ba70af2f016f907e6e0c6bda29dd101bba945406',
          size: 572_881_074,
        },
        ...CUDA_WHEELS_LINUX_X64,
      ],
      space: 9e9,
    },
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
