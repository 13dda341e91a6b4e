import { z } from 'zod';
import type { Progress } from '../hooks/hook-context.js';
import { LOG_PROCESSORS } from '../registry/roots.js';
import { duration, exponential, fixed } from './format.js';
import type { HistoryBuffer } from './history-buffer.js';
import type { MessageHub } from './message-hub.js';

type Mode = 'train' | 'val' | 'test';

/** What a line is made from. */
export interface LogSource {
  readonly messageHub: MessageHub;
  readonly progress: Readonly<Progress>;
}

/** A line for the log, and the numbers in it by name. */
export interface LogEntry {
  tags: Record<string, number>;
  line: string;
}

const customCfg = z.strictObject({
  /** The scalar's name, without `train/`. */
  dataSrc: z.string(),
  logName: z.string().optional(),
  methodName: z.enum(['mean', 'min', 'max', 'current']).default('mean'),
  windowSize: z.union([z.int().min(1), z.enum(['epoch', 'global'])]).optional(),
});

const options = z.strictObject({
  /** Iterations over which times, losses and gradient norms are averaged. */
  windowSize: z.int().min(1).default(10),
  byEpoch: z.boolean().default(true),
  /** Further statistics of scalars, under names of their own or in place of the smoothed value. */
  customCfg: z
    .array(customCfg)
    .nullish()
    .transform((given) => given ?? []),
  numDigits: z.int().min(0).default(4),
  /** Scalars whose name this matches are averaged; the others are shown as they are. */
  meanPattern: z.string().default('.*(loss|time|data_time|grad_norm).*'),
});

type Settings = z.output<typeof options>;

/** Turns the message hub's scalars into MMEngine's log lines. */
@LOG_PROCESSORS.register()
export class LogProcessor {
  static readonly options = options;
  private readonly settings: Settings;
  private readonly averaged: RegExp;

  constructor(given: z.input<typeof options> = {}) {
    this.settings = options.parse(given);
    this.averaged = new RegExp(this.settings.meanPattern);
  }

  /** The line after an iteration; `batchIndex` counts from 0 within the pass. */
  afterIter(source: LogSource, batchIndex: number, mode: Mode): LogEntry {
    const { messageHub, progress } = source;
    const { numDigits } = this.settings;
    const tags = this.collect(source, mode, { epoch: batchIndex + 1, custom: this.settings.customCfg });
    const shown = new Map(Object.entries(tags));
    const rates: string[] = [];
    for (const [name, value] of [...shown]) {
      if (!name.endsWith('lr')) continue;
      rates.push(`${name}: ${exponential(value, numDigits)}`);
      shown.delete(name);
    }
    let line = `${this.heading(progress, batchIndex, mode)}${rates.join(' ')}  `;
    const eta = messageHub.getInfo('eta');
    const time = shown.get('time');
    const dataTime = shown.get('data_time');
    if (time !== undefined && dataTime !== undefined && typeof eta === 'number') {
      line += `eta: ${duration(eta)}  time: ${fixed(time, numDigits)}  data_time: ${fixed(dataTime, numDigits)}  `;
      shown.delete('time');
      shown.delete('data_time');
    }
    const memory = Math.round(process.memoryUsage.rss() / 2 ** 20);
    line += `memory: ${memory}  `;
    const items = mode === 'train' ? [...shown] : [];
    line += items.map(([name, value]) => `${name}: ${fixed(value, numDigits)}`).join('  ');
    if (this.settings.byEpoch && mode !== 'test') tags['epoch'] = epochOf(progress, mode);
    tags['iter'] = progress.maxIters === 0 ? 0 : progress.iter + 1;
    tags['memory'] = memory;
    return { tags, line };
  }

  /** The line after a whole validation or test pass: its metrics, then the mean times of the pass. */
  afterEpoch(source: LogSource, mode: 'val' | 'test'): LogEntry {
    const { progress } = source;
    const batches = progress.batches[mode] ?? 0;
    const { customCfg: own, numDigits, byEpoch } = this.settings;
    const times = ['time', 'data_time'].filter((name) => !own.some((cfg) => cfg.dataSrc === name));
    const custom = [
      ...own,
      ...times.map((dataSrc) => ({ dataSrc, methodName: 'mean' as const, windowSize: 'epoch' as const })),
    ];
    const all = this.collect(source, mode, { epoch: batches, custom });
    const { time, data_time: dataTime, ...metrics } = all;
    const tags: Record<string, number> = { ...metrics };
    if (dataTime !== undefined) tags['data_time'] = dataTime;
    if (time !== undefined) tags['time'] = time;
    const epoch = byEpoch && mode === 'val' ? `[${epochOf(progress, mode)}]` : '';
    const items = Object.entries(tags).map(([name, value]) => `${name}: ${fixed(value, numDigits)}`);
    return {
      tags,
      line: `${byEpoch ? 'Epoch' : 'Iter'}(${mode}) ${epoch}[${batches}/${batches}]    ${items.join('  ')}`,
    };
  }

  private heading(progress: Readonly<Progress>, batchIndex: number, mode: Mode): string {
    const trainByIter = !this.settings.byEpoch && mode === 'train';
    const total = trainByIter ? progress.maxIters : (progress.batches[mode] ?? 0);
    const done = trainByIter ? progress.iter + 1 : batchIndex + 1;
    const count = `[${String(done).padStart(String(total).length)}/${total}]  `;
    if (!this.settings.byEpoch) return `Iter(${mode}) ${count}`;
    if (mode === 'test') return `Epoch(test) ${count}`;
    const width = progress.maxEpochs === 0 ? 0 : String(progress.maxEpochs).length + 3;
    return `Epoch(${mode})${`[${epochOf(progress, mode)}]`.padStart(width)}${count}`;
  }

  private collect(
    { messageHub, progress }: LogSource,
    mode: Mode,
    { epoch, custom }: { epoch: number; custom: Settings['customCfg'] },
  ): Record<string, number> {
    const prefix = `${mode}/`;
    const tags: Record<string, number> = {};
    const histories = new Map<string, HistoryBuffer>();
    for (const [key, history] of messageHub.logScalars) {
      if (!key.startsWith(prefix)) continue;
      const name = key.slice(prefix.length);
      histories.set(name, history);
      tags[name] = this.averaged.test(name) ? history.mean(this.settings.windowSize) : history.current();
    }
    for (const { dataSrc, logName = dataSrc, methodName, windowSize } of custom) {
      const history = histories.get(dataSrc);
      if (history === undefined) continue;
      const window = windowSize === 'epoch' ? epoch : windowSize === 'global' ? progress.iter + 1 : windowSize;
      tags[logName] = methodName === 'current' ? history.current() : history[methodName](window);
    }
    return tags;
  }
}

function epochOf(progress: Readonly<Progress>, mode: Mode): number {
  return mode === 'train' ? progress.epoch + 1 : progress.epoch;
}
