import type { z } from 'zod';
import { EngineError } from '../errors.js';
import type { ComponentConfig } from '../registry/build.js';
import type { ConfigPlace } from '../registry/issues.js';
import { parseOptions } from '../registry/parse-options.js';
import { DATASETS } from '../registry/roots.js';
import { inScope } from '../registry/scope.js';
import type { Batch, Item } from '../structures/batch.js';
import { BaseDataset } from './base-dataset.js';
import { type BrokenPass, type BrokenSample, BrokenSamples } from './broken/broken-samples.js';
import { onErrorOf } from './broken/on-error.js';
import { type Filled, fill, type Wanted } from './broken/substitute.js';
import { CostSum, type DataCosts } from './costs/data-costs.js';
import { timeSample } from './costs/thread-costs.js';
import { dataLoaderOptions } from './data-loader-options.js';
import { fillAhead, fillInTurn } from './fill-batches.js';
import { makeSample, type SampleKey } from './make-sample.js';
import { type BatchPlan, planBatches, type Slot } from './plan-batches.js';
import { type SamplerRun, SINGLE_RUN } from './samplers/sampler.js';
import { WorkerPool } from './worker/worker-pool.js';

/** What a loader needs of the run it serves. */
export interface DataLoaderRun extends Partial<SamplerRun> {
  /** Modules that register what the dataset's config names: package names, paths, or file URLs. Workers import them. */
  modules?: readonly string[];
  /** The file or folder that `modules` are looked up from; the working directory when left out. */
  from?: string;
  /** What the JavaScript objects of one worker may take, in MB; pixels come on top. Node's default unless given. */
  workerHeapMb?: number;
}

export interface IterateOptions {
  epoch: number;
  /** Begin at this batch, without making the ones before it. */
  startBatch?: number;
}

/** A pass whose first batches are in the making though nobody has asked for them yet. */
interface BegunPass extends Required<IterateOptions> {
  readonly batches: AsyncGenerator<Filled[]>;
}

/** What a loader tells of samples that cannot be made. */
export interface LoaderListener {
  /** Each time; `sample.times` counts. */
  broken?(sample: BrokenSample): void;
  /** After a pass, whole or left early, in which some could not be made. */
  passWithBroken?(pass: BrokenPass): void;
}

/**
 * Batches of a dataset, in the sampler's order, made ahead of need by worker threads.
 *
 * A sample depends on (seed, epoch, index) alone, so batches are the same to the byte for any number of workers and from any
 * `startBatch`. At most `num_workers × prefetch_factor` batches are in the making or waiting at once.
 */
export class DataLoader {
  static readonly options = dataLoaderOptions;

  readonly dataset: BaseDataset;
  readonly batchSize: number;
  readonly #options: z.output<typeof dataLoaderOptions>;
  readonly #run: SamplerRun & DataLoaderRun;
  readonly #datasetConfig: ComponentConfig | undefined;
  readonly #scope: string | undefined;
  #loading: Promise<void> | undefined;
  #length: number | undefined;
  #pool: WorkerPool | undefined;
  #isIterating = false;
  #begun: BegunPass | undefined;
  readonly #broken: BrokenSamples;
  readonly #costs = new CostSum();
  readonly #listeners = new Set<LoaderListener>();

  /**
   * @throws EngineError `MMA_DATA_WORKERS_NEED_CONFIG` for a dataset instance with workers, which cannot share it
   * @throws RegistryError for a dataset's config that cannot be built
   */
  constructor(options: z.input<typeof dataLoaderOptions>, run: DataLoaderRun = {}, place: ConfigPlace = {}) {
    this.#options = inScope(place.scope, () => dataLoaderOptions.parse(options));
    this.#run = { ...run, ...samplerRun(run), categoriesOf: (index) => this.dataset.getCatIds(index) };
    this.#scope = place.scope;
    const { dataset, numWorkers, batchSize, onError } = this.#options;
    this.#broken = new BrokenSamples({
      maxShare: onErrorOf(onError).maxShare,
      describe: (index) => this.dataset.describe(index),
      fileOf: (index) => this.dataset.fileOf(index),
      labelsOf: (index) => this.dataset.getCatIds(index),
    });
    this.batchSize = batchSize;
    if (dataset instanceof BaseDataset) {
      if (numWorkers > 0) throw needsConfig(numWorkers);
      this.dataset = dataset;
    } else {
      this.#datasetConfig = dataset;
      this.dataset = DATASETS.build(dataset, { ...place, path: [place.path, 'dataset'].filter(Boolean).join('.') });
    }
  }

  /** A loader from its config (`train_dataloader`), with the annotations read. */
  static async fromConfig(config: unknown, run: DataLoaderRun = {}, place: ConfigPlace = {}): Promise<DataLoader> {
    const loader = new DataLoader(parseOptions(dataLoaderOptions, config, place), run, place);
    await loader.load();
    return loader;
  }

  /**
   * Reads the dataset's annotations, once.
   *
   * @throws EngineError `MMA_DATA_EMPTY` when there is not a single batch
   */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Starts the workers, so that they are there when the first batch is asked for. */
  warmUp(): void {
    if (this.#options.numWorkers > 0) this.#openPool();
  }

  /** Batches an epoch; known after `load`. */
  get length(): number {
    this.#length ??= this.#plan(0).length;
    return this.#length;
  }

  /**
   * Has the first batches of the pass that comes next made while something else is done; `iterate` of that pass goes on with them. With
   * workers that stay from pass to pass, between two passes; else there is nothing to gain, and nothing happens.
   */
  prefetch({ epoch, startBatch = 0 }: IterateOptions): void {
    const { numWorkers, persistentWorkers } = this.#options;
    if (numWorkers === 0 || !persistentWorkers || this.#isIterating) return;
    const pass = { epoch, startBatch };
    this.#begun = { ...pass, batches: this.#takeBegun(pass) ?? this.#fillAhead(this.#plan(epoch), startBatch) };
  }

  /** The batches of one epoch. Leaving the loop early is fine; one pass at a time. */
  async *iterate({ epoch, startBatch = 0 }: IterateOptions): AsyncGenerator<Batch, void, undefined> {
    if (this.#isIterating) {
      throw new EngineError('MMA_DATA_BUSY', 'a data loader goes through its data once at a time', {
        hint: 'end the former loop first, or make a second loader',
      });
    }
    this.#isIterating = true;
    try {
      await this.load();
      const plan = this.#plan(epoch);
      this.#broken.beginPass(epoch, plan.samples);
      for await (const places of this.#fill(plan, { epoch, startBatch })) {
        this.#count(places);
        yield this.#options.collateFn.collate(places.map(({ item }) => item));
      }
    } finally {
      if (this.#broken.pass.broken > 0) for (const each of this.#listeners) each.passWithBroken?.(this.#broken.pass);
      this.#isIterating = false;
    }
  }

  /** Samples that could not be made so far, in the order of the dataset. */
  get brokenSamples(): BrokenSample[] {
    return this.#broken.list();
  }

  /** What making samples has cost so far. */
  costs(): DataCosts {
    const { numWorkers, batchSize } = this.#options;
    return { ...this.#costs.total(), numWorkers, batchSize };
  }

  /** @returns what ends the listening */
  watch(listener: LoaderListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the workers. The loader can be used again. */
  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    this.#begun = undefined;
    await pool?.close();
  }

  async #load(): Promise<void> {
    await this.dataset.load();
    if (this.length > 0) return;
    const samples = this.dataset.length;
    throw new EngineError(
      'MMA_DATA_EMPTY',
      `the dataset has ${samples} samples, not enough for one batch of ${this.batchSize}`,
      {
        hint: samples === 0 ? 'look at its annotation file' : 'lower `batch_size`, or set `drop_last: false`',
      },
    );
  }

  #plan(epoch: number): BatchPlan {
    const { sampler, batchSize, dropLast, numBatchPerEpoch } = this.#options;
    const samples = this.dataset.length;
    return planBatches(sampler, {
      epoch,
      samples,
      batchSize,
      dropLast,
      limit: numBatchPerEpoch ?? undefined,
      run: this.#run,
    });
  }

  async *#fill(plan: BatchPlan, from: Required<IterateOptions>): AsyncGenerator<Filled[]> {
    if (this.#options.numWorkers === 0) {
      const { seed } = this.#run;
      yield* fillInTurn(
        plan,
        from.startBatch,
        this.#filling((wanted) => this.#makeHere({ seed, ...wanted })),
      );
      return;
    }
    const begun = this.#takeBegun(from);
    try {
      yield* begun ?? this.#fillAhead(plan, from.startBatch);
    } finally {
      this.#pool?.cancel();
      if (!this.#options.persistentWorkers) await this.close();
    }
  }

  #fillAhead(plan: BatchPlan, startBatch: number): AsyncGenerator<Filled[]> {
    const { numWorkers, prefetchFactor } = this.#options;
    const pool = this.#openPool();
    return fillAhead(plan, startBatch, {
      ahead: numWorkers * (prefetchFactor ?? 2),
      fillSlot: this.#filling((wanted) => pool.make(wanted)),
      onWait: () => pool.grow(),
    });
  }

  /** The batches of this pass if it is the one that has been begun; another one is given up. */
  #takeBegun({ epoch, startBatch }: Required<IterateOptions>): AsyncGenerator<Filled[]> | undefined {
    const begun = this.#begun;
    this.#begun = undefined;
    if (begun?.epoch === epoch && begun.startBatch === startBatch) return begun.batches;
    if (begun !== undefined) this.#pool?.cancel();
    return undefined;
  }

  #filling(make: (wanted: Wanted) => Promise<Item>): (slot: Slot) => Promise<Filled> {
    const options = {
      policy: onErrorOf(this.#options.onError).policy,
      seed: this.#run.seed,
      samples: this.dataset.length,
      labelsOf: (index: number) => this.dataset.getCatIds(index),
      make,
    };
    return (slot) => fill(slot, options);
  }

  async #makeHere(key: SampleKey): Promise<Item> {
    const { made, cost } = await timeSample(() => makeSample(this.dataset, key));
    this.#costs.add(cost);
    return made;
  }

  /** Counts what could not be made when its turn has come, so that every number of workers counts alike. */
  #count(places: readonly Filled[]): void {
    for (const { failures } of places) {
      if (failures.length === 0) continue;
      for (const failure of failures) {
        const sample = this.#broken.add(failure);
        for (const each of this.#listeners) each.broken?.(sample);
      }
      this.#broken.addPlace();
    }
  }

  #openPool(): WorkerPool {
    const { modules = [], from = process.cwd(), seed, workerHeapMb: heapMb } = this.#run;
    const { timeout } = this.#options;
    const setup = { dataset: this.#datasetConfig!, scope: this.#scope, modules, from, seed, timeout, heapMb };
    this.#pool ??= new WorkerPool(setup, this.#options.numWorkers, {
      describe: (index) => this.dataset.describe(index),
      onCost: (cost) => this.#costs.add(cost),
    });
    return this.#pool;
  }
}

function samplerRun({
  seed = SINGLE_RUN.seed,
  rank = SINGLE_RUN.rank,
  worldSize = SINGLE_RUN.worldSize,
}: DataLoaderRun): SamplerRun {
  return { seed, rank, worldSize };
}

function needsConfig(numWorkers: number): EngineError {
  return new EngineError(
    'MMA_DATA_WORKERS_NEED_CONFIG',
    `num_workers is ${numWorkers}, but the dataset is an instance, which worker threads cannot share`,
    { hint: 'give the dataset as a config with `type`, or set `num_workers: 0`' },
  );
}
