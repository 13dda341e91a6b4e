import type { LoadableTensor, LoadReport, Module } from '@mma/nn';
import type { Logger } from '../logging/logger.js';
import { describeLoad, stateOf } from './load-weights.js';
import { openCheckpoint } from './open-checkpoint.js';

/** A part of a model that says itself which weights it starts from, such as a backbone trained on pictures. */
export interface Pretrained {
  /** A file, or null for weights drawn at random. */
  readonly pretrained: string | null;
  loadPretrained(state: ReadonlyMap<string, LoadableTensor>): LoadReport;
}

/**
 * Loads the weights that parts of a model name, where the model's own checkpoint has not filled them already.
 *
 * @throws EngineError as `openCheckpoint` does
 */
export async function loadPretrained(model: Module, logger: Logger): Promise<void> {
  for (const module of model.modules()) {
    if (!isPretrained(module) || module.pretrained === null) continue;
    if (module.parameters().every((parameter) => parameter.hasValue)) continue;
    const report = module.loadPretrained(stateOf(await openCheckpoint(module.pretrained)));
    logger.info(describeLoad(report, module.pretrained));
  }
}

function isPretrained(module: Module): module is Module & Pretrained {
  return 'pretrained' in module && 'loadPretrained' in module && typeof module.loadPretrained === 'function';
}
