import type { PinnedWheel } from './pinned-wheel.js';

const wheel = (project: string, version: string, rest: Omit<PinnedWheel, 'project' | 'version'>): PinnedWheel => ({
  project,
  version,
  ...rest,
});

/**
 * NVIDIA's libraries that TensorFlow's extra `and-cuda` asks for: those of CUDA 12.9, with cuDNN and NCCL, within its ranges. Names,
 * sizes and checksums are those of published lock files, two or more that agree for each (docs/adr/0015-gpu.md).
 */
export const CUDA_WHEELS_LINUX_X64: readonly PinnedWheel[] = [
  wheel('nvidia-cuda-runtime-cu12', '12.9.79', {
    fileName: 'nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
    size: 3_493_179,
  }),
  wheel('nvidia-cuda-nvrtc-cu12', '12.9.86', {
    fileName: 'nvidia_cuda_nvrtc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
    size: 89_568_129,
  }),
  wheel('nvidia-cuda-nvcc-cu12', '12.9.86', {
    fileName: 'nvidia_cuda_nvcc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
    size: 40_546_229,
  }),
  wheel('nvidia-cuda-cupti-cu12', '12.9.79', {
    fileName: 'nvidia_cuda_cupti_cu12-12.9.79-py3-none-manylinux_2_25_x86_64.whl',
    sha256: '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
    size: 10_814_997,
  }),
  wheel('nvidia-nvjitlink-cu12', '12.9.86', {
    fileName: 'nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
    size: 39_748_338,
  }),
  wheel('nvidia-cublas-cu12', '12.9.2.10', {
    fileName: 'nvidia_cublas_cu12-12.9.2.10-py3-none-manylinux_2_27_x86_64.whl',
    sha256: 'e4f53a8ca8c5d6e8c492d0d0a3d565ecb59a751b19cfdaa4f6da0ab2104c1702',
    size: 581_240_110,
  }),
  wheel('nvidia-cufft-cu12', '11.4.1.4', {
    fileName: 'nvidia_cufft_cu12-11.4.1.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
    size: 200_877_592,
  }),
  wheel('nvidia-curand-cu12', '10.3.10.19', {
    fileName: 'nvidia_curand_cu12-10.3.10.19-py3-none-manylinux_2_27_x86_64.whl',
    sha256: '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
    size: 68_295_626,
  }),
  wheel('nvidia-cusparse-cu12', '12.5.10.65', {
    fileName: 'nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
    size: 366_465_088,
  }),
  wheel('nvidia-cusolver-cu12', '11.7.5.82', {
    fileName: 'nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl',
    sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
    size: 338_117_415,
  }),
  wheel('nvidia-nccl-cu12', '2.29.2', {
    fileName: 'nvidia_nccl_cu12-2.29.2-py3-none-manylinux_2_18_x86_64.whl',
    sha256: '3a9a0bf4142126e0d0ed99ec202579bef8d007601f9fab75af60b10324666b12',
    size: 289_762_233,
  }),
  wheel('nvidia-cudnn-cu12', '9.19.0.56', {
    fileName: 'nvidia_cudnn_cu12-9.19.0.56-py3-none-manylinux_2_27_x86_64.whl',
    sha256: 'ac6ad90a075bb33a94f2b4cf4622eac13dd4dc65cf6dd9c7572a318516a36625',
    size: 657_906_812,
  }),
];
