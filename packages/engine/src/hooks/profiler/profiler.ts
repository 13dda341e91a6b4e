import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { tf } from '@mma/backend';
import { z } from 'zod';
import { writeAtomically } from '../../checkpoint/write-atomically.js';
import { isMain } from '../../distributed/dist.js';
import { EngineError } from '../../errors.js';
import { HOOKS } from '../../registry/roots.js';
import { Hook } from '../hook.js';
import type { HookContext } from '../hook-context.js';
import type { Priority } from '../priority.js';
import { busiest, describeBusiest } from './busiest.js';
import { type Span, traceEvents } from './trace-events.js';

const traceReady = z.strictObject({
  type: z.literal('log_trace', { error: 'only "log_trace": the table of the busiest functions in the log' }),
  rowLimit: z.int().min(1).default(10).describe('functions in the table'),
});

const options = z
  .strictObject({
    byEpoch: z
      .boolean()
      .default(true)
      .describe('whether a whole epoch is measured, rather than profile_times iterations'),
    profileTimes: z.int().min(1).default(1).describe('epochs (1) or iterations to measure'),
    skipFirst: z
      .int()
      .min(0)
      .default(0)
      .describe('iterations to leave out first: the first ones record the step and are slower'),
    activityWithCpu: z
      .literal(true, { error: 'only true: this is what is measured' })
      .default(true)
      .describe('as MMEngine'),
    activityWithCuda: z
      .literal(false, { error: "only false: a GPU's kernels are measured by the maker's own tools" })
      .default(false)
      .describe('as MMEngine'),
    profileMemory: z.boolean().default(false).describe('whether resident memory and tensors are in the trace'),
    withStack: z.literal(true, { error: 'only true: profiles have call stacks' }).optional().describe('as MMEngine'),
    onTraceReady: traceReady.nullish().describe('{type: "log_trace"}: the busiest functions are logged'),
    jsonTracePath: z
      .string()
      .nullish()
      .describe('the file of the trace of iterations; <log dir>/profile.trace.json unless given'),
  })
  .refine(({ byEpoch, profileTimes }) => !byEpoch || profileTimes === 1, {
    error: 'one epoch: measuring slows training down',
    path: ['profileTimes'],
  })
  .describe('measures where the time of an epoch or of some iterations goes, for Chrome to show');

/**
 * Measures where the main thread's time goes: `profile.cpuprofile` in the run's log folder, for Chrome's performance panel,
 * says which functions; a trace of iterations, for `chrome://tracing` or ui.perfetto.dev, says how long each waited for
 * data and computed. The kernels of a replayed step are one call of TensorFlow there; `MMA_EAGER=1` shows its parts.
 */
@HOOKS.register()
export class ProfilerHook extends Hook {
  static readonly options = options;
  override priority: Priority = 'VERY_LOW';
  private readonly settings: z.output<typeof options>;
  /** Set while it measures. */
  private session: Session | undefined;
  private isDone = false;
  private readonly spans: Span[] = [];
  private mark = 0;
  private begun = 0;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.settings = options.parse(given);
  }

  override beforeTrain({ progress }: HookContext): void {
    this.begun = progress.iter;
    const { byEpoch, profileTimes, skipFirst } = this.settings;
    const wanted = byEpoch ? skipFirst + 1 : skipFirst + profileTimes;
    const left = progress.maxIters - progress.iter;
    if (left >= wanted) return;
    throw new EngineError(
      'MMA_HOOK_PROFILER',
      `ProfilerHook is to measure after ${wanted} iterations; there are ${left}`,
      {
        hint: 'lower profile_times or skip_first, or train longer',
      },
    );
  }

  override async beforeTrainEpoch(context: HookContext): Promise<void> {
    this.mark = performance.now();
    if (this.settings.skipFirst === 0) await this.start(context);
  }

  override beforeTrainIter(): void {
    this.span('wait for data');
  }

  override async afterTrainIter(context: HookContext): Promise<void> {
    this.span('step and hooks', this.settings.profileMemory);
    const { byEpoch, profileTimes, skipFirst } = this.settings;
    const done = context.progress.iter + 1 - this.begun;
    if (done === skipFirst) await this.start(context);
    if (!byEpoch && done === skipFirst + profileTimes) await this.finish(context);
  }

  override async afterTrainEpoch(context: HookContext): Promise<void> {
    if (this.settings.byEpoch) await this.finish(context);
  }

  /** A run that ends early keeps what was measured. */
  override async onInterrupt(context: HookContext): Promise<void> {
    await this.finish(context);
  }

  private span(name: string, withMemory = false): void {
    const now = performance.now();
    if (this.session !== undefined) {
      const memory = withMemory ? { rss: process.memoryUsage.rss(), tensors: tf.memory().numTensors } : undefined;
      this.spans.push({ name, start: this.mark, end: now, ...(memory === undefined ? {} : { memory }) });
    }
    this.mark = now;
  }

  private async start({ logger, dist }: HookContext): Promise<void> {
    if (this.isDone || this.session !== undefined || !isMain(dist)) return;
    this.session = new Session();
    this.session.connect();
    await this.session.post('Profiler.enable');
    await this.session.post('Profiler.start');
    logger.info('The profiler measures from here on.');
    this.mark = performance.now();
  }

  private async finish({ logger, run }: HookContext): Promise<void> {
    const { session } = this;
    if (session === undefined) return;
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    this.session = undefined;
    this.isDone = true;
    const file = join(run.logDir, 'profile.cpuprofile');
    const trace = this.settings.jsonTracePath ?? join(run.logDir, 'profile.trace.json');
    await writeAtomically(file, JSON.stringify(profile));
    await writeAtomically(trace, JSON.stringify(traceEvents(this.spans)));
    logger.info(`The profile is in ${file} (Chrome's performance panel) and ${trace} (chrome://tracing).`);
    const table = this.settings.onTraceReady;
    if (table != null) logger.info(`The busiest functions:\n${describeBusiest(busiest(profile, table.rowLimit))}`);
  }
}
