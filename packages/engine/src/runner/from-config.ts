import type { DeviceChoice } from '@mma/backend';
import type { Config } from '@mma/config';
import { DataLoader, type DataLoaderRun } from '../data/data-loader.js';
import { dataLoaderOptions } from '../data/data-loader-options.js';
import { SizedDataset } from '../data/sized-dataset.js';
import { type Dist, singleProcess } from '../distributed/dist.js';
import { EngineError } from '../errors.js';
import { Evaluator } from '../evaluation/evaluator.js';
import { LogProcessor } from '../logging/log-processor.js';
import type { RuntimeInfo } from '../logging/message-hub.js';
import { VisBackend } from '../logging/vis-backend.js';
import { Visualizer } from '../logging/visualizer.js';
import { EvalLoop, TrainLoop } from '../loops/loops.js';
import { BaseModel } from '../model/base-model.js';
import { type ConfigPlace, issuesError } from '../registry/issues.js';
import { parseOptions } from '../registry/parse-options.js';
import type { Registry } from '../registry/registry.js';
import {
  LOG_PROCESSORS,
  LOOPS,
  METRICS,
  MODELS,
  OPTIM_WRAPPERS,
  PARAM_SCHEDULERS,
  VISBACKENDS,
  VISUALIZERS,
} from '../registry/roots.js';
import type { Schedules } from '../schedulers/schedules.js';
import {
  type ConfigSections,
  cutConfig,
  type EvalSection,
  type Placed,
  type PlacedSchedules,
} from './config-sections.js';
import { buildHook } from './default-hooks.js';
import { modulesOf, type RunSettings, runSettings, settingsOf } from './run-settings.js';
import type { EvalParts, OnDemand, RunnerParts, TrainParts } from './runner-parts.js';
import { placeOf } from './source-of.js';
import { validateConfig } from './validate-config.js';

/** What a program adds to a config; given here, it goes before what the config says. */
export interface FromConfigOptions {
  workDir?: string;
  seed?: number;
  loadFrom?: string;
  resume?: boolean | 'auto';
  device?: DeviceChoice;
  /** The processes that run together; one unless given. */
  dist?: Dist;
  /** Whether the log is printed on the terminal as well; true unless given. */
  console?: boolean;
  /** The size of the training set, which is then not read and cannot be trained on: for looking at schedules. */
  datasetSize?: number;
  /** Packages that register what the config names, for data workers to import; `custom_imports` of the config come on top. */
  modules?: readonly string[];
}

/**
 * Builds what a runner conducts from a config; datasets and what else training or testing alone needs wait until then.
 * @throws RegistryError with all mistakes of the config at once.
 */
export async function partsFromConfig(config: Config, options: FromConfigOptions = {}): Promise<RunnerParts> {
  const values = config.toJSON();
  const place = placeOf(config);
  const issues = await validateConfig(config);
  if (issues.length > 0) throw issuesError(issues);
  const settings = parseOptions(runSettings, settingsOf(values), place);
  const custom = modulesOf(settings);
  const sections = cutConfig(values);
  const { rank, worldSize } = options.dist ?? singleProcess;
  const build = new SectionBuilder(place, {
    rank,
    worldSize,
    modules: [...(options.modules ?? []), ...custom],
    from: config.filename,
    datasetSize: options.datasetSize,
  });
  const { train, val, test } = sections;
  const { resume } = settings;
  const loadFrom = options.loadFrom ?? (typeof resume === 'string' && resume !== 'auto' ? resume : settings.loadFrom);
  const seed = options.seed ?? settings.randomness.seed;
  return {
    model: build.one(MODELS, BaseModel, sections.model),
    workDir: options.workDir ?? settings.workDir ?? `work_dirs/${config.name}`,
    ...(train === undefined ? {} : { train: build.train(train, settings) }),
    ...(val === undefined ? {} : { val: build.evaluation('val', val) }),
    ...(test === undefined ? {} : { test: build.evaluation('test', test) }),
    hooks: sections.hooks.map(({ path, config: hook }) => buildHook(hook, { ...place, path })),
    logProcessor: build.one(LOG_PROCESSORS, LogProcessor, sections.logProcessor),
    visualizer: build.visualizer(sections),
    ...(loadFrom == null ? {} : { loadFrom }),
    resume: options.resume ?? (resume === 'auto' ? resume : resume !== false),
    ...(seed == null ? {} : { seed }),
    ...(options.dist === undefined ? {} : { dist: options.dist }),
    diffRankSeed: settings.randomness.diffRankSeed,
    logLevel: settings.logLevel,
    ...(options.console === undefined ? {} : { console: options.console }),
    ...(options.device === undefined ? {} : { device: options.device }),
    config: { name: config.name, text: config.prettyText(), values },
    runtime: {
      ...recordOf(values['env_cfg']),
      ...recordOf(values['randomness']),
      'Distributed launcher': settings.launcher,
    },
  };
}

class SectionBuilder {
  constructor(
    private readonly place: Omit<ConfigPlace, 'path'>,
    private readonly data: Omit<DataLoaderRun, 'seed'> & { datasetSize?: number | undefined },
  ) {}

  /** A component of a registry, checked to be of the kind that is needed in its place. */
  one<T extends object>(
    registry: Registry<object>,
    kind: (abstract new (...given: never[]) => T) & { name: string },
    { path, config }: Placed,
  ): T {
    const built = registry.build(config, this.at(path));
    if (built instanceof kind) return built;
    throw new EngineError('MMA_RUN_WRONG_KIND', `\`${path}\`: ${config.type} is registered, but is no ${kind.name}`, {
      hint: `its class must extend ${kind.name} of @mma/engine`,
    });
  }

  train({ dataloader, loop, optimWrapper, schedules }: NonNullable<ConfigSections['train']>, settings: RunSettings) {
    return (async (seed) => {
      const loader =
        this.data.datasetSize === undefined
          ? await this.loader('train_dataloader', dataloader, seed)
          : await this.standIn('train_dataloader', dataloader, { seed, size: this.data.datasetSize });
      const wrapper = OPTIM_WRAPPERS.build(optimWrapper.config, this.at(optimWrapper.path));
      return {
        loop: this.one(LOOPS, TrainLoop, loop),
        loader,
        optimWrapper: wrapper,
        paramSchedulers: this.schedules(schedules, [...wrapper.wrappers.keys()]),
        ...(settings.autoScaleLr == null ? {} : { autoScaleLr: settings.autoScaleLr }),
        datasetMeta: loader.dataset.metainfo as RuntimeInfo,
      };
    }) satisfies OnDemand<TrainParts>;
  }

  /** A list that is given for several optimizers stands for one list each. */
  private schedules(given: PlacedSchedules, names: readonly string[]): Schedules {
    const build = (list: readonly Placed[]) =>
      list.map(({ path, config }) => PARAM_SCHEDULERS.build(config, this.at(path)));
    if (!Array.isArray(given)) {
      return Object.fromEntries(Object.entries(given).map(([name, list]) => [name, build(list)]));
    }
    return names.includes('') ? build(given) : Object.fromEntries(names.map((name) => [name, build(given)]));
  }

  evaluation(mode: 'val' | 'test', { dataloader, loop, metrics }: EvalSection): OnDemand<EvalParts> {
    return async (seed) => {
      const loader = await this.loader(`${mode}_dataloader`, dataloader, seed);
      return {
        loop: this.one(LOOPS, EvalLoop, loop),
        loader,
        evaluator: new Evaluator(metrics.map(({ path, config }) => METRICS.build(config, this.at(path)))),
        datasetMeta: loader.dataset.metainfo as RuntimeInfo,
      };
    };
  }

  /** With its backends, which may stand beside it. */
  visualizer({ visualizer: { path, config }, visBackends }: ConfigSections): Visualizer {
    const backends = visBackends.map((backend) => this.one(VISBACKENDS, VisBackend, backend));
    return this.one(VISUALIZERS, Visualizer, { path, config: { ...config, vis_backends: backends } });
  }

  private loader(path: string, config: unknown, seed: number): Promise<DataLoader> {
    return DataLoader.fromConfig(config, { ...this.data, seed }, this.at(path));
  }

  /** The loader of a config over a dataset of which only the size is known. */
  private async standIn(
    path: string,
    config: unknown,
    { seed, size }: { seed: number; size: number },
  ): Promise<DataLoader> {
    const options = parseOptions(dataLoaderOptions, config, this.at(path));
    const loader = new DataLoader(
      { ...options, dataset: new SizedDataset(size), numWorkers: 0 },
      { ...this.data, seed },
    );
    await loader.load();
    return loader;
  }

  private at(path: string): ConfigPlace {
    return { ...this.place, path };
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
