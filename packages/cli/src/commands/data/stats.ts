import { datasetStats, type SplitStats, type Spread, type Tally } from '@mma/action-datasets';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../../command.js';
import { readTarget } from '../../data/targets.js';
import { createProgress } from '../../output/progress.js';
import { table } from '../../output/table.js';
import { TERMINAL, type Terminal } from '../../output/terminal.js';
import { sizeText } from '../../output/tree.js';
import { writeFileSafely } from '../../output/write-file.js';
import type { DataStatsOptions } from '../../specs/data/stats.js';

/** Classes that the table shows one by one; of more, the largest and the smallest. */
const MAX_CLASSES = 20;

/** `mma data stats TARGET` */
@injectable()
export class DataStatsCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], options: DataStatsOptions): Promise<undefined> {
    const { clips, classes } = await readTarget(name!, options);
    const progress = createProgress('opening', this.terminal);
    const stats = await datasetStats(clips, { workers: options.workers, onProgress: progress.update }).finally(
      progress.stop,
    );
    if (options.out !== undefined) {
      const { datasetSpec, renderSpec } = await import('@mma/visualization');
      await writeFileSafely(options.out, await renderSpec(datasetSpec(stats, classes), options.out, name!));
      this.terminal.error(`wrote ${options.out}`);
    }
    if (options.json) this.terminal.print(JSON.stringify({ classes, splits: stats }));
    else
      this.terminal.print([splitTable(stats), classTable(stats, classes)].filter((text) => text !== '').join('\n\n'));
    return undefined;
  }
}

function splitTable(stats: readonly SplitStats[]): string {
  const rows: [string, (split: SplitStats) => string | number][] = [
    ['clips', ({ clips }) => clips],
    ['classes', ({ classes }) => classes.length],
    ['without label', ({ unlabelled }) => unlabelled],
    ['unreadable', ({ unreadable }) => unreadable],
    ['seconds', ({ duration }) => spreadText(duration, (seconds) => seconds.toFixed(1))],
    ['frames', ({ frames }) => spreadText(frames, (count) => String(Math.round(count)))],
    ['file size', ({ bytes }) => spreadText(bytes, sizeText)],
    ['pictures', ({ sizes }) => tallyText(sizes)],
    ['frames a second', ({ rates }) => tallyText(rates)],
    ['codec', ({ codecs }) => tallyText(codecs)],
  ];
  return table([
    ['', ...stats.map(({ split }) => split)],
    ...rows.map(([title, of]) => [title, ...stats.map((split) => String(of(split)))]),
  ]);
}

function spreadText(spread: Spread | undefined, format: (value: number) => string): string {
  if (spread === undefined) return '–';
  const { min, median, max } = spread;
  return min === max ? format(min) : `${format(min)} to ${format(max)}, median ${format(median)}`;
}

function tallyText(tally: readonly Tally[]): string {
  if (tally.length === 0) return '–';
  if (tally.length === 1) return tally[0]!.value;
  const first = tally.slice(0, 3).map(({ value, clips }) => `${value} (${clips})`);
  return first.join(', ') + (tally.length > 3 ? `, ${tally.length - 3} others` : '');
}

function classTable(stats: readonly SplitStats[], names: readonly string[]): string {
  const labels = [...new Set(stats.flatMap(({ classes }) => classes.map(({ label }) => label)))].sort((a, b) => a - b);
  if (labels.length === 0) return '';
  const count = (split: SplitStats, label: number) => split.classes.find((own) => own.label === label)?.clips ?? 0;
  const rows = labels.map((label) => [names[label] ?? `class ${label}`, ...stats.map((split) => count(split, label))]);
  const head = ['class', ...stats.map(({ split }) => split)];
  if (rows.length <= MAX_CLASSES) return table([head, ...rows]);
  const byCount = rows.toSorted((a, b) => Number(b[1]) - Number(a[1]));
  const half = MAX_CLASSES / 2;
  const left = rows.length - MAX_CLASSES;
  return `${table([head, ...byCount.slice(0, half), ...byCount.slice(-half)])}\n(the ${half} largest and the ${half} smallest; ${left} between them)`;
}
