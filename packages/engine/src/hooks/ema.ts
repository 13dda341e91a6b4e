import type { LazyTensor, TensorData } from '@mma/checkpoint';
import { z } from 'zod';
import type { AveragedModel } from '../averaging/averaged-model.js';
import { stateOf } from '../checkpoint/load-weights.js';
import { EngineError } from '../errors.js';
import { AVERAGED_MODELS, HOOKS } from '../registry/roots.js';
import { type CheckpointPayload, Hook, type LoadedPayload } from './hook.js';
import type { HookContext } from './hook-context.js';

const options = z
  .strictObject({
    emaType: z.string().default('ExponentialMovingAverage').describe('the kind of average, by its registered name'),
    strictLoad: z.boolean().default(false).describe("whether a resumed average must fit the model's names exactly"),
    beginIter: z.int().min(0).default(0).describe('the iteration from which on weights are averaged'),
    beginEpoch: z
      .int()
      .min(0)
      .default(0)
      .describe('the epoch from which on weights are averaged, in place of begin_iter'),
    interval: z.int().min(1).optional().describe('the average is updated every so many iterations (1)'),
    updateBuffers: z.boolean().optional().describe('whether buffers are averaged too (false)'),
    momentum: z.number().optional().describe("the newest values' share in the average (0.0002)"),
    gamma: z.number().optional().describe('how slowly MomentumAnnealingEMA comes down to its momentum (100)'),
  })
  .refine(({ beginIter, beginEpoch }) => beginIter === 0 || beginEpoch === 0, {
    error: 'give begin_iter or begin_epoch, not both',
    path: ['beginEpoch'],
  })
  .describe('averages weights while training goes on, and validates, tests and saves the average');

/** Where checkpoints keep an average's own entries. */
const PREFIX = 'module.';

/**
 * Averages the weights while training goes on, and validates, tests and saves the average in their place. Checkpoints
 * are MMEngine's: `state_dict` holds the average, `ema_state_dict` what training goes on with.
 *
 * After training the model has its own weights again; a test by the same runner is of the average.
 */
@HOOKS.register()
export class EMAHook extends Hook {
  static readonly options = options;
  private readonly settings: z.output<typeof options>;
  private readonly average: AveragedModel;
  /** Of a checkpoint that is resumed, until the model has its own weights. */
  private resumed: { state: Map<string, TensorData>; steps: number } | undefined;
  private isSwapped = false;

  /** @throws RegistryError when there is no such average, or it does not take these options */
  constructor(given: z.input<typeof options> = {}) {
    super();
    this.settings = options.parse(given);
    const { emaType: type, interval, updateBuffers: update_buffers, momentum, gamma } = this.settings;
    const own = Object.entries({ interval, update_buffers, momentum, gamma }).filter(
      ([, value]) => value !== undefined,
    );
    this.average = AVERAGED_MODELS.build({ type, ...Object.fromEntries(own) });
  }

  override beforeTrain({ progress, model, logger }: HookContext): void {
    const { beginEpoch, beginIter, momentum, strictLoad } = this.settings;
    const [begin, last, unit] =
      beginEpoch > 0 ? [beginEpoch, progress.maxEpochs, 'epoch'] : [beginIter, progress.maxIters, 'iteration'];
    if (begin > last) throw neverBegins(begin, last, unit);
    if (momentum !== undefined && momentum > 0.5) {
      logger.warning(`The momentum of an average is the newest values' share, usually small; it is ${momentum}.`);
    }
    if (this.resumed === undefined) return;
    this.average.load(model, stateOf({ state_dict: this.resumed.state }), {
      steps: this.resumed.steps,
      strict: strictLoad,
    });
    this.resumed = undefined;
  }

  override afterTrainIter({ progress, model }: HookContext): void {
    const { beginEpoch, beginIter } = this.settings;
    const begun = beginEpoch > 0 ? progress.epoch + 1 >= beginEpoch : progress.iter + 1 >= beginIter;
    if (begun) this.average.update(model);
  }

  override beforeValEpoch(): void {
    this.swap();
  }

  override afterValEpoch(): void {
    this.swap();
  }

  override beforeTestEpoch(): void {
    this.swap();
  }

  override afterTestEpoch(): void {
    this.swap();
  }

  /** Before a checkpoint of where the run was stopped: that may have been during validation. */
  override onInterrupt(): void {
    if (this.isSwapped) this.swap();
  }

  override async beforeSaveCheckpoint({ model }: HookContext, { checkpoint }: CheckpointPayload): Promise<void> {
    const own = checkpoint['state_dict'] as ReadonlyMap<string, LazyTensor>;
    this.average.swap();
    checkpoint['state_dict'] = await model.stateDict();
    this.average.swap();
    const steps: TensorData = { dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(this.average.steps)) };
    checkpoint['ema_state_dict'] = new Map<string, TensorData | LazyTensor>([
      ['steps', steps],
      ...[...own].map(([name, tensor]) => [PREFIX + name, tensor] as const),
    ]);
  }

  override afterLoadCheckpoint({ logger }: HookContext, { checkpoint, resumes }: LoadedPayload): void {
    if (!resumes) return;
    const saved = checkpoint['ema_state_dict'];
    if (!(saved instanceof Map)) {
      logger.warning('The checkpoint holds no ema_state_dict: the average begins anew with its weights.');
      return;
    }
    const { state, others } = cutPrefix(saved as ReadonlyMap<string, TensorData>);
    this.resumed = {
      state: new Map(checkpoint['state_dict'] as ReadonlyMap<string, TensorData>),
      steps: Number(others.get('steps')?.data[0] ?? 0),
    };
    checkpoint['state_dict'] = state;
  }

  private swap(): void {
    this.average.swap();
    this.isSwapped = !this.isSwapped;
  }
}

function cutPrefix(saved: ReadonlyMap<string, TensorData>) {
  const state = new Map<string, TensorData>();
  const others = new Map<string, TensorData>();
  for (const [name, tensor] of saved) {
    if (name.startsWith(PREFIX)) state.set(name.slice(PREFIX.length), tensor);
    else others.set(name, tensor);
  }
  return { state, others };
}

function neverBegins(begin: number, last: number, unit: string): EngineError {
  return new EngineError(
    'MMA_HOOK_EMA_BEGIN',
    `EMAHook is to begin at ${unit} ${begin}, but training ends at ${last}`,
    {
      hint: `set begin_${unit === 'epoch' ? 'epoch' : 'iter'} to at most ${last}, or train longer`,
    },
  );
}
