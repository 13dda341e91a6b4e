import { z } from 'zod';
import { dataLoaderOptions } from '../data/data-loader-options.js';
import { component } from '../registry/component.js';
import { type JsonSchema, jsonSchemaOf } from '../registry/json-schema.js';
import {
  HOOKS,
  LOG_PROCESSORS,
  LOOPS,
  METRICS,
  MODELS,
  OPTIM_WRAPPERS,
  PARAM_SCHEDULERS,
  TRANSFORMS,
  VISBACKENDS,
  VISUALIZERS,
} from '../registry/roots.js';
import { prioritySchema } from './default-hooks.js';
import { runSettings } from './run-settings.js';

/**
 * The JSON Schema (draft 2020-12) of a run's config with all components that are registered now, for editors: completion of keys and
 * types, and marks under what no component takes. Import the packages that register components first.
 */
export function configSchema(): JsonSchema {
  const schema = jsonSchemaOf(topLevel(), {
    beside: (source) => (source === HOOKS ? besideHooks : source.beside?.options),
  });
  return { title: 'MMA config', ...schema };
}

const besideHooks = z.object({ priority: prioritySchema });

/** The keys of a config, as `cutConfig` and `runSettings` read them. Others are a config's own variables. */
function topLevel(): z.ZodObject {
  const metrics = z.union([z.array(component(METRICS)), component(METRICS)]).nullish();
  const loader = dataLoaderOptions.nullish();
  const loop = component(LOOPS).nullish();
  const schedulers = z.union([z.array(component(PARAM_SCHEDULERS)), component(PARAM_SCHEDULERS)]);
  const backends = z.array(component(VISBACKENDS));
  return z.looseObject({
    _base_: z.union([z.string(), z.array(z.string())]).describe('config files to inherit from, relative to this one'),
    defaultScope: z.string().nullish(),
    model: component(MODELS),
    trainDataloader: loader,
    valDataloader: loader,
    testDataloader: loader,
    trainCfg: loop,
    valCfg: loop,
    testCfg: loop,
    optimWrapper: component(OPTIM_WRAPPERS).nullish(),
    paramScheduler: z.union([schedulers, z.record(z.string(), schedulers)]).nullish(),
    valEvaluator: metrics,
    testEvaluator: metrics,
    ttaModel: component(MODELS).nullish(),
    ttaPipeline: z.array(component(TRANSFORMS)).nullish(),
    defaultHooks: z.record(z.string(), component(HOOKS).nullable()).nullish(),
    customHooks: z.array(component(HOOKS)).nullish(),
    ...runSettings.shape,
    logProcessor: component(LOG_PROCESSORS).nullish(),
    visualizer: component(VISUALIZERS).nullish(),
    visBackends: backends.nullish(),
    envCfg: z.looseObject({}).nullish(),
    experimentName: z.string().nullish(),
  });
}
