import type { Timing } from './timing.js';

/** What is measured; times in milliseconds. */
export interface Figures {
  work: 'training step' | 'inference' | 'data';
  time: Omit<Timing, 'first'> & { first?: number };
  batchSize: number;
  videosPerSecond: number;
  /** Frames, height and width of a video; not for data. */
  video?: readonly number[];
  precision?: string;
  /** Multiplications and additions, two a multiply-accumulate: of the step, and each second. */
  flop?: number;
  flops?: number;
  /** What a large product of matrices reaches here, and how much of that the step does. */
  peakFlops?: number;
  share?: number;
  peakMemory: number;
  /** The same work elsewhere, in turns with ours. */
  compare?: Comparison;
}

/** A rival's figures; ratios are ours to the rival's, below 1 where ours is less. */
export interface Comparison {
  name: string;
  time: Timing;
  peakMemory?: number | undefined;
  ratio: { time: number; peakMemory?: number | undefined };
}

export function comparison(
  name: string,
  { time, peakMemory }: Pick<Comparison, 'time' | 'peakMemory'>,
  ours: { time: Timing; peakMemory: number },
): Comparison {
  const memory = peakMemory === undefined ? {} : { peakMemory: ours.peakMemory / peakMemory };
  return { name, time, peakMemory, ratio: { time: ours.time.median / time.median, ...memory } };
}

/** The figures as lines for people. */
export function table({ work, time, batchSize, videosPerSecond, video, precision, ...rest }: Figures): string[] {
  const ms = (value: number): string => (value < 100 ? value.toFixed(1) : value.toFixed(0));
  const giga = (value: number): string => (value / 1e9).toFixed(value < 1e11 ? 1 : 0);
  const rows: [string, string][] = [
    [
      work === 'data' ? 'a batch' : work,
      `${ms(time.median)} ms (${ms(time.min)} to ${ms(time.max)}, ${time.times} times)`,
    ],
    ...(time.first === undefined ? [] : [['the first', `${ms(time.first)} ms`] as [string, string]]),
    ['throughput', `${videosPerSecond.toFixed(2)} videos/s, ${batchSize} at once`],
  ];
  if (video !== undefined) rows.push(['one video', `${video.join(' × ')} (frames, height, width)`]);
  if (precision !== undefined) rows.push(['precision', precision]);
  if (rest.flops !== undefined) {
    const share = ((rest.share ?? 0) * 100).toFixed(0);
    rows.push(['computation', `${giga(rest.flop!)} GFLOP, ${giga(rest.flops)} GFLOP/s`]);
    rows.push(['of the peak', `${share} % of the ${giga(rest.peakFlops!)} GFLOP/s of a large matrix product here`]);
  }
  rows.push(['peak memory', `${(rest.peakMemory / 2 ** 20).toFixed(0)} MiB resident`]);
  if (rest.compare !== undefined) {
    const { name, time: theirs, peakMemory, ratio } = rest.compare;
    const range = `${ms(theirs.median)} ms (${ms(theirs.min)} to ${ms(theirs.max)}, ${theirs.times} times)`;
    rows.push([name, peakMemory === undefined ? range : `${range}, ${(peakMemory / 2 ** 20).toFixed(0)} MiB at most`]);
    const memory = ratio.peakMemory === undefined ? '' : `, of the memory ${ratio.peakMemory.toFixed(2)}`;
    rows.push(['ours to theirs', `${ratio.time.toFixed(2)} of the time${memory}`]);
  }
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`);
}
