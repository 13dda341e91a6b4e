import { closestName } from '@mma/config';
import type { Module, Parameter } from '@mma/nn';
import { z } from 'zod';
import { EngineError } from '../errors.js';
import { mismatch, plain } from '../optimizers/optimizer-state.js';
import { component } from '../registry/component.js';
import { OPTIM_WRAPPERS } from '../registry/roots.js';
import type { ScheduledGroup } from '../schedulers/param-scheduler.js';
import { BaseOptimWrapper, type LineLog } from './base-optim-wrapper.js';
import type { OptimWrapper } from './optim-wrapper.js';

/** The `constructor` of a config that has an optimizer for each part of the model. */
export const MULTI_CONSTRUCTOR = 'MultiOptimWrapperConstructor';

const options = z
  .object({ constructor: z.literal(MULTI_CONSTRUCTOR).optional() })
  .catchall(component(OPTIM_WRAPPERS))
  .transform(({ constructor: _, ...parts }, context): Record<string, OptimWrapper> => {
    if (Object.keys(parts).length === 0) {
      context.addIssue({ code: 'custom', message: 'names no part of the model: { backbone: { optimizer: { … } } }' });
    }
    return parts as Record<string, OptimWrapper>;
  })
  .describe('an optimizer wrapper for each of several parts of the model, by their names');

/**
 * Several optimizers, each for the part of the model that its key names (`backbone`, `cls_head`). All of them minimise the
 * model's loss: a step has one forward and backward pass, then each clips and updates what is its own. In a config it is
 * `constructor: 'MultiOptimWrapperConstructor'` with the parts beside it.
 */
@OPTIM_WRAPPERS.register()
export class OptimWrapperDict extends BaseOptimWrapper {
  static readonly options: z.ZodType<Record<string, OptimWrapper>> = options;
  override readonly wrappers: ReadonlyMap<string, OptimWrapper>;

  constructor(parts: Readonly<Record<string, OptimWrapper>>) {
    super();
    this.wrappers = new Map(Object.entries(parts));
    for (const [name, wrapper] of this.wrappers) wrapper.name = name;
  }

  /**
   * @throws EngineError `MMA_OPTIM_PART` when the model has no part of that name, `MMA_OPTIM_SHARED` when two have a parameter in
   * common
   */
  override setModel(model: Module, log?: LineLog): void {
    this.log = log;
    const modules = new Map(model.namedModules());
    const owners = new Map<Parameter, string>();
    for (const [name, wrapper] of this.wrappers) {
      const part = modules.get(name);
      if (part === undefined || name === '') throw noPart(name, [...modules.keys()].filter(Boolean));
      wrapper.setModel(part, log);
      for (const parameter of wrapper.optimizer.parameters()) {
        const other = owners.get(parameter);
        if (other !== undefined) throw shared(other, name);
        owners.set(parameter, name);
      }
    }
    const left = model.parameters().filter((parameter) => parameter.requiresGrad && !owners.has(parameter)).length;
    if (left > 0) log?.warning(`${left} parameters are part of no optimizer of optim_wrapper and are not trained.`);
  }

  override scheduledGroups(): ReadonlyMap<string, readonly ScheduledGroup[]> {
    return new Map([...this.wrappers].map(([name, wrapper]) => [name, wrapper.scheduledGroups().get('')!]));
  }

  override learningRates(): Record<string, number> {
    return Object.fromEntries(
      [...this.wrappers].flatMap(([name, wrapper]) =>
        Object.entries(wrapper.learningRates()).map(([key, rate]) => [`${name}.${key}`, rate]),
      ),
    );
  }

  override snapshot(): Record<string, unknown> {
    return Object.fromEntries([...this.wrappers].map(([name, wrapper]) => [name, wrapper.snapshot()]));
  }

  override loadStateDict(state: unknown): void {
    const states = plain(state);
    const saved = Object.keys(states);
    const own = [...this.wrappers.keys()];
    if (own.some((name) => !saved.includes(name)) || saved.length !== own.length) {
      throw mismatch(`it is of [${saved.join(', ')}], the config has optimizers for [${own.join(', ')}]`);
    }
    for (const [name, wrapper] of this.wrappers) wrapper.loadStateDict(states[name]);
  }
}

function noPart(name: string, names: readonly string[]): EngineError {
  const meant = closestName(name, names);
  return new EngineError('MMA_OPTIM_PART', `\`optim_wrapper.${name}\`: the model has no part of that name`, {
    hint: meant === undefined ? `it has ${names.slice(0, 12).join(', ')}` : `did you mean \`${meant}\`?`,
  });
}

function shared(one: string, other: string): EngineError {
  return new EngineError('MMA_OPTIM_SHARED', `\`optim_wrapper\`: ${one} and ${other} have parameters in common`, {
    hint: 'give each part of the model one optimizer',
  });
}
