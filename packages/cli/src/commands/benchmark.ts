import { canComputeIn, halfPrecision, type Precision, tf } from '@mma/backend';
import type { Config } from '@mma/config';
import {
  type BaseModel,
  buildFromConfig,
  DataLoader,
  inject,
  injectable,
  OPTIM_WRAPPERS,
  predictBatch,
} from '@mma/engine';
import { countComplexity, hashKeys } from '@mma/nn';
import { comparison, type Figures, table } from '../benchmark/figures.js';
import { noiseBatch } from '../benchmark/noise-batch.js';
import { measuredPeak } from '../benchmark/peak.js';
import { networkOf, startPyTorch } from '../benchmark/pytorch.js';
import { LONG_WARM_UP, summary, type Timing, timedInTurns, WARM_UP } from '../benchmark/timing.js';
import type { Command } from '../command.js';
import { CliError, UsageError } from '../errors.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { checkAmp } from '../run/amp.js';
import { buildModel } from '../run/build-model.js';
import { runEagerly } from '../run/eager.js';
import { parseShape } from '../run/parse-shape.js';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import type { BenchmarkOptions } from '../specs/benchmark.js';

/** A training step passes the network once forward and twice backward. */
const PASSES = { 'training step': 3, inference: 1 };

/** `mma benchmark CONFIG` */
@injectable()
export class BenchmarkCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], options: BenchmarkOptions): Promise<undefined> {
    if (options.compare !== undefined && options.data) {
      throw new UsageError(
        '--compare pytorch does not go with --data.',
        'Compare the training step, or inference with --infer.',
      );
    }
    if (options.eager) runEagerly();
    const figures = options.data ? await this.data(name!, options) : await this.model(name!, options);
    if (options.json) this.terminal.print(JSON.stringify(figures, undefined, 2));
    else for (const line of table(figures)) this.terminal.print(line);
    return undefined;
  }

  private async model(name: string, options: BenchmarkOptions): Promise<Figures> {
    const given = await readConfig(name, options.cfgOptions);
    const network = options.compare === undefined ? undefined : networkOf(given);
    if (options.amp && !options.infer) checkAmp(given);
    const cfg = [...(options.cfgOptions ?? []), ...withoutDownloads(given)];
    const { model, config } = await buildModel(name, { cfgOptions: cfg, terminal: this.terminal });
    model.initWeights(0);
    const work = options.infer ? 'inference' : 'training step';
    const size = options.batchSize ?? (options.infer ? 1 : Number(config.get('train_dataloader.batch_size') ?? 1));
    const video = parseShape(options.shape ?? ['3', '224', '224']);
    this.terminal.error(`measuring ${options.steps} × ${work}, ${size} × ${video.join(' × ')}, after some to warm up`);
    const batch = noiseBatch(model, config, { size, video });
    const peakFlops = await measuredPeak();
    const precision = this.precision(options);
    const step = options.infer
      ? () => predictBatch(model.eval(), batch, precision)
      : this.training(model, config, { options, batch });
    const warmUp = options.infer ? LONG_WARM_UP : WARM_UP;
    const rival =
      network &&
      (await startPyTorch(options.python ?? pythonOf(process.env), {
        ...network,
        ...workOf(options, { size, video }),
      }));
    let times: Timing[];
    let rivalsMemory: number | undefined;
    try {
      times = await timedInTurns(rival === undefined ? [step] : [step, rival.step], options.steps, warmUp);
      rivalsMemory = await rival?.peakMemory();
    } finally {
      rival?.close();
    }
    const [time, theirs] = times as [Timing, Timing?];
    // Before more is asked of the model.
    const ours = { time, peakMemory: peakMemory() };
    const [whole] = countComplexity(model, () => {
      const tensors = model.dataPreprocessor.prepare({
        ...batch,
        inputs: batch.inputs.slice(0, 1),
        dataSamples: batch.dataSamples.slice(0, 1),
      });
      return model.predict(tensors);
    });
    const flop = 2 * whole!.macs * size * PASSES[work];
    const flops = flop / (time.median / 1000);
    return {
      work,
      time,
      batchSize: size,
      videosPerSecond: size / (time.median / 1000),
      video,
      precision,
      flop,
      flops,
      peakFlops,
      share: flops / peakFlops,
      peakMemory: ours.peakMemory,
      ...(rival === undefined || theirs === undefined
        ? {}
        : { compare: comparison(`PyTorch ${rival.version}`, { time: theirs, peakMemory: rivalsMemory }, ours) }),
    };
  }

  /** What is computed in; a line says why it is float32 in spite of `--amp`, which the optimizer wrapper says itself. */
  private precision({ amp, infer }: BenchmarkOptions): Precision {
    if (!amp) return 'float32';
    const half = halfPrecision();
    const able = canComputeIn(half);
    if (!able.can && infer) this.terminal.error(`--amp: ${able.why}; predictions are made in float32.`);
    return able.can ? half : 'float32';
  }

  private training(
    model: BaseModel,
    config: Config,
    { options, batch }: { options: BenchmarkOptions; batch: Parameters<BaseModel['dataPreprocessor']['prepare']>[0] },
  ): () => Promise<void> {
    const own = config.get('optim_wrapper') as Record<string, unknown> | undefined;
    if (own === undefined) {
      throw new CliError('MMA_CLI_CONFIG', `${config.filename} has no optim_wrapper, which a training step needs`, {
        hint: 'Measure inference with --infer.',
      });
    }
    const type = options.amp ? 'AmpOptimWrapper' : (own['type'] ?? 'OptimWrapper');
    const wrapper = buildFromConfig(
      OPTIM_WRAPPERS,
      config.merge({ optim_wrapper: { type: String(type) } }),
      'optim_wrapper',
    );
    wrapper.setModel(model, { info: () => {}, warning: (line) => this.terminal.error(line) });
    model.train();
    let iter = 0;
    return async () => {
      const tensors = model.dataPreprocessor.prepare(batch);
      try {
        await wrapper.step(model, tensors, hashKeys(0, iter++));
      } finally {
        tf.dispose(Object.values(tensors));
      }
    };
  }

  private async data(name: string, { cfgOptions, batchSize, steps }: BenchmarkOptions): Promise<Figures> {
    const config = await readConfig(name, cfgOptions);
    const place = { ...(batchSize === undefined ? {} : { train_dataloader: { batch_size: batchSize } }) };
    const section = config.merge(place).get('train_dataloader') as Record<string, unknown> | undefined;
    if (section === undefined) {
      throw new CliError('MMA_CLI_CONFIG', `${config.filename} has no train_dataloader`, {
        hint: 'Name a config that trains.',
      });
    }
    const custom = [config.get('custom_imports.imports') ?? []].flat() as string[];
    const modules = [...COMPONENT_PACKAGES, ...custom];
    const loader = await DataLoader.fromConfig(section, { seed: 0, modules, from: config.filename });
    this.terminal.error(`measuring ${steps} batches, after one to start the workers`);
    const times: number[] = [];
    try {
      for (let epoch = 0; times.length <= steps; epoch += 1) {
        let start = performance.now();
        for await (const _ of loader.iterate({ epoch })) {
          times.push(performance.now() - start);
          start = performance.now();
          if (times.length > steps) break;
        }
      }
    } finally {
      await loader.close();
    }
    const time = { first: times[0]!, ...summary(times.slice(1)) };
    // Batches wait in a queue: what they take on average counts, not the median.
    const mean = times.slice(1).reduce((sum, each) => sum + each, 0) / (times.length - 1);
    return {
      work: 'data',
      time,
      batchSize: loader.batchSize,
      videosPerSecond: loader.batchSize / (mean / 1000),
      peakMemory: peakMemory(),
    };
  }
}

const pythonOf = (env: NodeJS.ProcessEnv): string => env['MMA_BENCH_PYTHON'] || 'python3';

function workOf(options: BenchmarkOptions, { size, video }: { size: number; video: readonly number[] }) {
  const [frames, height, width] = video as [number, number, number];
  return { batch: size, frames, height, width, infer: options.infer === true, amp: options.amp === true };
}

/** Overrides that leave out first weights from files: they make nothing faster or slower. */
function withoutDownloads(config: Config): string[] {
  const backbone = (config.get('model.backbone') ?? {}) as Record<string, unknown>;
  return [
    ...(backbone['pretrained'] == null ? [] : ['model.backbone.pretrained=None']),
    ...(backbone['init_cfg'] == null ? [] : ['model.backbone.init_cfg=None']),
  ];
}

const peakMemory = (): number => process.resourceUsage().maxRSS * 1024;
