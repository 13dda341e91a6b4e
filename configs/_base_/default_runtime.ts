import { defineConfig } from '@mma/config';

const visBackends = [{ type: 'LocalVisBackend' }];

export default defineConfig({
  default_scope: 'mmaction',
  default_hooks: {
    runtime_info: { type: 'RuntimeInfoHook' },
    timer: { type: 'IterTimerHook' },
    logger: { type: 'LoggerHook', interval: 20, ignore_last: false },
    param_scheduler: { type: 'ParamSchedulerHook' },
    checkpoint: { type: 'CheckpointHook', interval: 1, save_best: 'auto' },
    sampler_seed: { type: 'DistSamplerSeedHook' },
    sync_buffers: { type: 'SyncBuffersHook' },
  },
  env_cfg: {
    cudnn_benchmark: false,
    mp_cfg: { mp_start_method: 'fork', opencv_num_threads: 0 },
    dist_cfg: { backend: 'nccl' },
  },
  log_processor: { type: 'LogProcessor', window_size: 20, by_epoch: true },
  vis_backends: visBackends,
  visualizer: { type: 'ActionVisualizer', vis_backends: visBackends },
  log_level: 'INFO',
  load_from: null,
  resume: false,
});
