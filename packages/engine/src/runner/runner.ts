import { type Config, loadConfig } from '@mma/config';
import type { Observable } from 'rxjs';
// By itself: all of rxjs is 220 files, which every program and data worker would wait for.
import { Subject } from 'rxjs/internal/Subject';
import { EngineError } from '../errors.js';
import type { RunEvent, RunMode } from '../events/run-event.js';
import type { Validation } from '../loops/loop-context.js';
import type { BaseModel } from '../model/base-model.js';
import { type FromConfigOptions, partsFromConfig } from './from-config.js';
import { openRun, type Run } from './open-run.js';
import type { EvalParts, RunnerParts } from './runner-parts.js';
import { isInterruption, type SavedAt, StopSignal, trainingInterrupted } from './stop-signal.js';

type Metrics = Record<string, number>;

/**
 * Conducts training, validation and testing: opens a run, hands it to a loop, closes it. What happens between steps is the
 * hooks'; what happens in them, the loops'; what outsiders see, the events.
 *
 * The model keeps its weights from one run to the next, so that `train` may be followed by `test`.
 */
export class Runner {
  /** All that happens, as it happens: subscribe before a run starts. */
  readonly events: Observable<RunEvent>;
  private readonly subject = new Subject<RunEvent>();
  private readonly stopSignal = new StopSignal();
  private hasWeights = false;

  constructor(private readonly parts: RunnerParts) {
    this.events = this.subject.asObservable();
  }

  /**
   * A runner of what a config, or a config file, describes.
   * @throws RegistryError with all mistakes of the config at once, before anything heavy is loaded.
   */
  static async fromConfig(config: Config | string, options: FromConfigOptions = {}): Promise<Runner> {
    const loaded = typeof config === 'string' ? await loadConfig(config) : config;
    return new Runner(await partsFromConfig(loaded, options));
  }

  get model(): BaseModel {
    return this.parts.model;
  }

  /** Trains to the end of the last epoch, validating between epochs where there is something to validate on. */
  async train(): Promise<void> {
    await this.conduct('train', async ({ shared, hooks, train, val, session, trainingStopped }) => {
      const { loop, loader, optimWrapper } = train!;
      let saved: SavedAt | undefined;
      const watch = this.events.subscribe((event) => {
        if (event.type === 'checkpoint-saved') saved = event;
      });
      try {
        await loop.run({
          ...shared,
          loader,
          optimWrapper,
          seed: session.run.seed + (this.parts.diffRankSeed ? session.dist.rank : 0),
          trainingStopped,
          ...(val === undefined ? {} : { validation: validationOf(shared, val) }),
        });
      } catch (error) {
        if (!isInterruption(error)) throw error;
        await hooks.call('onInterrupt');
        throw trainingInterrupted(error, saved);
      } finally {
        watch.unsubscribe();
      }
    });
  }

  /** One pass over the validation set; its metrics. */
  val(): Promise<Metrics> {
    return this.conduct('val', ({ shared, val }) => val!.loop.run({ ...shared, ...val! }));
  }

  /** One pass over the test set; its metrics. */
  test(): Promise<Metrics> {
    return this.conduct('test', ({ shared, test }) => test!.loop.run({ ...shared, ...test! }));
  }

  /**
   * Asks the present run to end at the next point where nothing is half done: between two iterations, or once a checkpoint
   * is written. Training saves a checkpoint there, from which it can be resumed in the middle of an epoch. The run then fails
   * with `MMA_RUN_INTERRUPTED`, which says where that checkpoint is.
   */
  stop(reason = 'on request'): void {
    this.stopSignal.request(reason);
  }

  private async conduct<T>(mode: RunMode, body: (run: Run) => Promise<T>): Promise<T> {
    if (this.parts[mode] === undefined) throw nothingTo(mode);
    const closers: ((lastWords?: string) => Promise<void> | void)[] = [];
    const emit = (event: RunEvent): void => this.subject.next(event);
    const checkStop = (): void => this.stopSignal.check();
    let lastWords: string | undefined;
    try {
      const run = await openRun(this.parts, {
        mode,
        hasWeights: this.hasWeights,
        emit,
        checkStop,
        closing: (close) => closers.unshift(close),
      });
      this.hasWeights = true;
      checkStop();
      const result = await body(run);
      await run.hooks.call('afterRun');
      emit({ type: 'run-end', mode, outcome: 'completed' });
      return result;
    } catch (error) {
      lastWords = error instanceof Error ? error.message : String(error);
      emit({ type: 'run-end', mode, outcome: isInterruption(error) ? 'interrupted' : 'failed', error });
      throw error;
    } finally {
      this.stopSignal.clear();
      for (const close of closers) await close(lastWords);
    }
  }
}

function validationOf(shared: Run['shared'], val: EvalParts): Validation {
  return {
    prefetch: () => val.loader.prefetch?.({ epoch: 0 }),
    run: (onLastBatch) => val.loop.run({ ...shared, ...val, onLastBatch }),
  };
}

const NEEDS: Readonly<Record<RunMode, string>> = {
  train: 'train_dataloader, train_cfg and optim_wrapper',
  val: 'val_dataloader, val_cfg and val_evaluator',
  test: 'test_dataloader, test_cfg and test_evaluator',
};

function nothingTo(mode: RunMode): EngineError {
  return new EngineError('MMA_RUN_MODE', `the config has nothing to ${mode === 'val' ? 'validate on' : mode}`, {
    hint: `it needs ${NEEDS[mode]}`,
  });
}
