/** A best checkpoint, as the log tells of it when it is saved. */
export interface BestSaved {
  metric: string;
  score: number;
  step: number;
  unit: 'epoch' | 'iter';
}

/** What only the log of a run says, line by line as it grows; the lines are this project's and MMEngine's. */
export class LogFacts {
  epoch: number | null = null;
  maxEpochs: number | null = null;
  iterationsPerEpoch: number | null = null;
  maxIterations: number | null = null;
  eta: string | null = null;
  /** The iteration that the run went on from. */
  resumedFrom: number | null = null;
  /** All of training has been done. */
  isComplete = false;
  isTest = false;
  /** The folder of checkpoints, where it is named. */
  checkpointDir: string | null = null;
  readonly best = new Map<string, BestSaved>();
  /** Names of regular checkpoints, in the order in which they were saved. */
  readonly saved = new Set<string>();
  /** Seconds since 1970 (in this machine's time zone) by iteration of training. */
  readonly times = new Map<number, number>();
  /** Seconds between the last two lines of training or validation. */
  pace = 0;
  #lastTime: number | null = null;

  add(line: string): void {
    const progress = /(Epoch|Iter)\((train|val|test)\)\s+(?:\[\s*(\d+)\])?\s*\[\s*(\d+)\/\s*(\d+)\]/.exec(line);
    if (progress !== null) this.#progress(line, progress);
    else this.#event(line);
  }

  #progress(line: string, [, kind, pass, epoch, at, of]: RegExpExecArray): void {
    const time = timeOf(line);
    if (time !== null) {
      if (this.#lastTime !== null) this.pace = time - this.#lastTime;
      this.#lastTime = time;
    }
    if (pass === 'test') this.isTest = true;
    if (pass !== 'train') return;
    if (kind === 'Epoch' && epoch !== undefined) {
      this.epoch = Number(epoch);
      this.iterationsPerEpoch = Number(of);
    } else {
      this.maxIterations = Number(of);
    }
    const iteration = kind === 'Epoch' ? (Number(epoch) - 1) * Number(of) + Number(at) : Number(at);
    if (time !== null) this.times.set(iteration, time);
    this.eta = /\beta: ((?:\d+ days?, )?[\d:]+)/.exec(line)?.[1] ?? null;
    const isLast = Number(at) === Number(of) && (kind === 'Iter' || Number(epoch) === this.maxEpochs);
    if (isLast) this.isComplete = true;
  }

  #event(line: string): void {
    const limit = /\bmax_(epochs|iters)\s*=\s*(\d+)/.exec(line);
    // The config, which every log holds.
    if (limit?.[1] === 'epochs') this.maxEpochs ??= Number(limit[2]);
    if (limit?.[1] === 'iters') this.maxIterations ??= Number(limit[2]);
    const resumed = /resumed epoch: \d+, iter: (\d+)/.exec(line);
    if (resumed !== null) this.resumedFrom = Number(resumed[1]);
    const dir = /Checkpoints will be saved to (.+)\.$/.exec(line);
    if (dir !== null) this.checkpointDir = dir[1]!;
    const saved = /Saving checkpoint at (\d+) (epoch|iteration)s/.exec(line);
    if (saved !== null) this.#regular(Number(saved[1]), saved[2] === 'epoch' ? 'epoch' : 'iter');
    const best = /best checkpoint with (\S+) (.+) at (\d+) (epoch|iter) is saved to (.+?)\.?$/.exec(line);
    if (best !== null) {
      const [, score, metric, step, unit, file] = best;
      this.best.set(file!, {
        metric: metric!,
        score: Number(score),
        step: Number(step),
        unit: unit as 'epoch' | 'iter',
      });
    }
    if (/Training is stopped early|the monitored metric did not improve/.test(line)) this.isComplete = true;
  }

  #regular(step: number, unit: 'epoch' | 'iter'): void {
    this.saved.add(`${unit}_${step}.pth`);
    if (step === (unit === 'epoch' ? this.maxEpochs : this.maxIterations)) this.isComplete = true;
  }
}

/** The time that a line begins with (`2026/11/23 09:13:47 - mma - INFO - …`), in seconds. */
function timeOf(line: string): number | null {
  const parts = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)/.exec(line);
  return parts === null ? null : Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}`) / 1000;
}
