import { availableParallelism, cpus } from 'node:os';
import type { DataCosts } from '../data/costs/data-costs.js';

/** What was measured over some training steps. */
export interface LimitFigures {
  steps: number;
  /** Of one step, in seconds: in all, and waiting for its batch. */
  stepSeconds: number;
  waitSeconds: number;
  data: DataCosts;
  /** Processors of the machine, and the share of their time that nobody used. */
  processors: number;
  idleShare: number;
}

/** Below this share of a step, waiting is not what limits a run. */
const NOTICEABLE = 0.1;

/** One sentence on what limits a run, and one on what to change. */
export function describeLimits(figures: LimitFigures): string {
  const { steps, stepSeconds, waitSeconds } = figures;
  const share = waitSeconds / stepSeconds;
  const [what, advice] = share < NOTICEABLE ? ['compute', computeAdvice(figures)] : dataAdvice(figures);
  return (
    `What limits this run, over ${steps} steps: ${what}. A step takes ${ms(stepSeconds * 1000)}, ` +
    `${ms(waitSeconds * 1000)} of it (${percent(share)}) waiting for data; ${costOfSample(figures)}. ${advice}`
  );
}

function computeAdvice(figures: LimitFigures): string {
  const { numWorkers } = figures.data;
  const enough = Math.max(1, neededWorkers(figures));
  const spare = numWorkers > enough ? ` \`num_workers: ${enough}\` would keep up.` : '';
  return `Faster data would not help: mixed precision, a smaller model or input, or a faster device would.${spare}`;
}

function dataAdvice(figures: LimitFigures): [what: string, advice: string] {
  const { data, processors, idleShare } = figures;
  const { numWorkers, wall, cpu } = data;
  const needed = neededWorkers(figures);
  const isWaiting = wall - cpu > 0.5 * wall && idleShare > 0.2;
  if (numWorkers === 0) {
    const advice = `Samples are made between steps: set \`train_dataloader.num_workers\` to ${clamp(needed, 1, processors)}.`;
    return [isWaiting ? 'disk' : mostCostly(data), advice];
  }
  if (isWaiting) {
    return [
      'disk',
      `${percent((wall - cpu) / wall)} of a sample's time goes by waiting, while the processors idle: bring the data to a faster ` +
        `disk, or raise \`train_dataloader.num_workers\` from ${numWorkers} to ${Math.max(needed, 2 * numWorkers)}.`,
    ];
  }
  if (numWorkers >= processors || idleShare < NOTICEABLE) {
    return [
      mostCostly(data),
      `All ${processors} processors are busy: make samples cheaper, for one by storing the videos once with a short side of 256 and ` +
        'dense key frames (`mma data resize`).',
    ];
  }
  const more = clamp(needed, numWorkers + 1, processors);
  return [mostCostly(data), `Raise \`train_dataloader.num_workers\` from ${numWorkers} to ${more}.`];
}

/** How many threads make a batch in the time that the model takes for one. */
function neededWorkers({ stepSeconds, waitSeconds, data, idleShare }: LimitFigures): number {
  // Where threads queue for processors, the time that goes by says little of the work.
  const each = (idleShare < NOTICEABLE ? data.cpu : data.wall) / data.samples;
  return Math.ceil((each * data.batchSize) / ((stepSeconds - waitSeconds) * 1000));
}

function costOfSample({ data }: LimitFigures): string {
  const [name, cost] = largestStage(data);
  const part = name === undefined ? '' : `, ${ms(cost / data.samples)} of it in ${name}`;
  const where = data.numWorkers === 0 ? '' : ' a worker';
  return `a sample takes${where} ${ms(data.wall / data.samples)}${part}`;
}

function mostCostly(data: DataCosts): string {
  const [name] = largestStage(data);
  return name !== undefined && /Decode|Init/.test(name) ? 'decoding' : 'data';
}

function largestStage({ stages }: DataCosts): [name: string | undefined, wall: number] {
  const [largest] = Object.entries(stages).sort(([, a], [, b]) => b.wall - a.wall);
  return largest === undefined ? [undefined, 0] : [largest[0], largest[1].wall];
}

/** Processor time of the whole machine so far, in milliseconds. */
export function machineTime(): { idle: number; all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  const all = times.reduce((sum, { user, nice, sys, irq, idle: unused }) => sum + user + nice + sys + irq + unused, 0);
  return { idle, all };
}

export function processors(): number {
  return availableParallelism();
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
