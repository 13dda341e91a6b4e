import { Module } from '@mma/nn';
import { z } from 'zod';
import type { Beside } from '../../registry/build.js';
import { MODELS } from '../../registry/roots.js';
import { setInitCfg } from './apply.js';
import { initCfgOption } from './options.js';

const options = z.strictObject({ initCfg: initCfgOption.nullish() });

/** `init_cfg`, which every module of a model may have beside its own options. */
const besideModules: Beside = {
  options,
  takes: (prototype) => prototype instanceof Module,
  apply: (built, given) => {
    const { initCfg } = given as z.output<typeof options>;
    if (initCfg != null) setInitCfg(built as Module, initCfg);
  },
};

MODELS.allowBeside(besideModules);
