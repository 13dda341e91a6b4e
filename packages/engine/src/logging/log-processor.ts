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
  dataSrc: z.string().describe('the scalar: `loss`'),
  logName: z
    .string()
    .nullish()
    .describe('what the figure is called; it takes the place of the scalar itself where left out'),
  methodName: z.enum(['mean', 'min', 'max', 'current']).default('mean').describe('which figure of the window'),
  windowSize: z
    .union([z.int().min(1), z.enum(['epoch', 'global'])])
    .nullish()
    .describe(
      'the newest values that count: a number, those of this epoch, or all since the run began; all where left out',
    ),
});

const options = z
  .strictObject({
    windowSize: z
      .int()
      .min(1)
      .default(10)
      .describe('iterations over which scalars that match `mean_pattern` are averaged'),
    byEpoch: z.boolean().default(true).describe('lines tell epochs and their batches; false: iterations'),
    customCfg: z
      .array(customCfg)
      .nullish()
      .transform((given) => given ?? [])
      .describe('further figures of scalars'),
    numDigits: z.int().min(0).max(100).default(4).describe('decimals'),
    logWithHierarchy: z.boolean().default(false).describe('backends get `train/loss` rather than `loss`'),
    meanPattern: z
      .string()
      .refine(isPattern, 'expected a regular expression')
      .default('.*(loss|time|data_time|grad_norm).*')
      .describe('names of the scalars that are averaged; the others are shown as they are'),
  })
  .refine(({ byEpoch, customCfg: own }) => byEpoch || own.every(({ windowSize }) => windowSize !== 'epoch'), {
    error: 'a window of "epoch" needs by_epoch',
    path: ['customCfg'],
  })
  .refine(({ customCfg: own }) => new Set(own.map(nameOf)).size === own.length, {
    error: 'two figures have one name: give each a log_name of its own',
    path: ['customCfg'],
  })
  .describe("turns a run's scalars into log lines");

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
    const collected = this.collect(source, mode, { epoch: batchIndex + 1, custom: this.settings.customCfg });
    const tags = this.named(collected, mode);
    const shown = new Map(Object.entries(collected));
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
    const times = ['time', 'data_time'].filter((name) => !own.some((cfg) => plainName(cfg.dataSrc, mode) === name));
    const custom = [
      ...own,
      ...times.map((dataSrc) => ({ dataSrc, methodName: 'mean' as const, windowSize: 'epoch' as const })),
    ];
    const all = this.collect(source, mode, { epoch: batches, custom });
    const { time, data_time: dataTime, ...metrics } = all;
    const ordered: Record<string, number> = { ...metrics };
    if (dataTime !== undefined) ordered['data_time'] = dataTime;
    if (time !== undefined) ordered['time'] = time;
    const tags = this.named(ordered, mode);
    const epoch = byEpoch && mode === 'val' ? `[${epochOf(progress, mode)}]` : '';
    const items = Object.entries(tags).map(([name, value]) => `${name}: ${fixed(value, numDigits)}`);
    return {
      tags,
      line: `${byEpoch ? 'Epoch' : 'Iter'}(${mode}) ${epoch}[${batches}/${batches}]    ${items.join('  ')}`,
    };
  }

  /** Names as the backends get them. */
  private named(tags: Readonly<Record<string, number>>, mode: Mode): Record<string, number> {
    const prefix = this.settings.logWithHierarchy ? `${mode}/` : '';
    return Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${prefix}${name}`, value]));
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
    for (const { dataSrc, logName, methodName, windowSize } of custom) {
      const source = plainName(dataSrc, mode);
      const history = histories.get(source);
      if (history === undefined) continue;
      const window =
        windowSize === 'epoch' ? epoch : windowSize === 'global' ? progress.iter + 1 : (windowSize ?? undefined);
      tags[plainName(logName ?? source, mode)] =
        methodName === 'current' ? history.current() : history[methodName](window);
    }
    return tags;
  }
}

function epochOf(progress: Readonly<Progress>, mode: Mode): number {
  return mode === 'train' ? progress.epoch + 1 : progress.epoch;
}

/** `train/loss` and `loss` are the same scalar while training. */
function plainName(name: string, mode: Mode): string {
  return name.startsWith(`${mode}/`) ? name.slice(mode.length + 1) : name;
}

function nameOf({ logName, dataSrc }: z.output<typeof customCfg>): string {
  return logName ?? dataSrc;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
