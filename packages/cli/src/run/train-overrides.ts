import type { ConfigDict } from '@mma/config';
import type { TrainOptions } from '../specs/train.js';

/** What the options of `mma train` say, as overrides of the config, as MMAction2's training script merges them. */
export function trainOverrides(options: TrainOptions): ConfigDict {
  const randomness = {
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.diffRankSeed ? { diff_rank_seed: true } : {}),
    ...(options.deterministic ? { deterministic: true } : {}),
  };
  return {
    ...(options.workDir === undefined ? {} : { work_dir: options.workDir }),
    // The latest of the work dir goes before a load_from of the config, which is where the run began.
    ...(options.resume === undefined ? {} : { resume: options.resume === true ? 'auto' : options.resume }),
    ...(options.validate ? {} : { val_cfg: null, val_dataloader: null, val_evaluator: null }),
    ...(options.amp ? { optim_wrapper: { type: 'AmpOptimWrapper', loss_scale: 'dynamic' } } : {}),
    ...(options.autoScaleLr ? { auto_scale_lr: { enable: true } } : {}),
    ...(Object.keys(randomness).length > 0 ? { randomness } : {}),
  };
}
