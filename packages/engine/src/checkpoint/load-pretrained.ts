import { CheckpointError, selectPrefix } from '@mma/checkpoint';
import type { LoadableTensor, LoadReport, Module } from '@mma/nn';
import { EngineError } from '../errors.js';
import type { Logger } from '../logging/logger.js';
import { pretrainedCfgs } from '../model/init-cfg/apply.js';
import { inLines } from './download-listener.js';
import { describeLoad, stateOf } from './load-weights.js';
import { type LoadedCheckpoint, openCheckpoint } from './open-checkpoint.js';

/** A part of a model that says itself which weights it starts from, such as a backbone trained on pictures. */
export interface Pretrained {
  /** A file or an address, or null for weights drawn at random. */
  readonly pretrained: string | null;
  /** The part of the file to take, where it is of a larger model: `backbone`. */
  readonly pretrainedPrefix?: string | undefined;
  loadPretrained(state: ReadonlyMap<string, LoadableTensor>): LoadReport;
}

/**
 * Loads the weights that parts of a model name, where the model's own checkpoint has not filled them already.
 *
 * @throws EngineError and CheckpointError as `openCheckpoint` does
 */
export async function loadPretrained(model: Module, logger: Logger): Promise<void> {
  const started = new Set(model.parameters().filter((parameter) => parameter.hasValue));
  for (const [name, module, { checkpoint, prefix }] of pretrainedCfgs(model)) {
    const missing = [...module.namedParameters()].filter(([, parameter]) => !started.has(parameter));
    if (missing.length === 0) continue;
    const state = stateOf(await openPretrained(checkpoint, logger, name));
    const names = new Set(missing.map(([each]) => each));
    const selected = prefix === undefined ? state : selectPrefix(state, prefix);
    // What the model's own checkpoint has filled stays.
    const isPart = missing.length < module.parameters().length;
    const wanted = isPart ? new Map([...selected].filter(([each]) => names.has(each))) : selected;
    const report = module.loadStateDict(wanted, { strict: false });
    logger.info(describeLoad(report, checkpoint));
  }
  for (const module of model.modules()) {
    if (!isPretrained(module) || module.pretrained === null) continue;
    if (module.parameters().every((parameter) => parameter.hasValue)) continue;
    const state = stateOf(await openPretrained(module.pretrained, logger));
    const { pretrainedPrefix: prefix } = module;
    const report = module.loadPretrained(prefix === undefined ? state : selectPrefix(state, prefix));
    logger.info(describeLoad(report, module.pretrained));
  }
}

async function openPretrained(name: string, logger: Logger, part = 'backbone'): Promise<LoadedCheckpoint> {
  try {
    return await openCheckpoint(
      name,
      inLines((line) => logger.info(line)),
    );
  } catch (error) {
    if (!(error instanceof CheckpointError) || error.code !== 'MMA_CHECKPOINT_DOWNLOAD') throw error;
    const option = part === 'backbone' ? 'backbone.pretrained' : [part, 'init_cfg'].filter(Boolean).join('.');
    const hint = `${error.hint}; or start from random weights: --cfg-options model.${option}=None`;
    throw new EngineError(error.code, error.message, { hint, cause: error });
  }
}

function isPretrained(module: Module): module is Module & Pretrained {
  return 'pretrained' in module && 'loadPretrained' in module && typeof module.loadPretrained === 'function';
}
