import { costsSince, type DataCosts } from '../data/costs/data-costs.js';
import { describeLimits, machineTime, processors } from './run-limits.js';

/** The first steps record graphs and fill caches. */
const WARM_UP = 5;
/** So many steps, at least, say something. */
const FEWEST = 5;

/** Measures steps until enough of them say what limits a run. */
export class LimitMeter {
  readonly #costs: () => DataCosts;
  readonly #wanted: number;
  #begun: { costs: DataCosts; machine: { idle: number; all: number } } | undefined;
  #sums = { steps: 0, seconds: 0, waiting: 0 };
  #seen = 0;
  #isDone = false;

  /** @param wanted steps to measure, after a few to warm up */
  constructor(costs: () => DataCosts, wanted: number) {
    this.#costs = costs;
    this.#wanted = wanted;
  }

  /** Counts a step; what to say, once there are enough. */
  step(seconds: number, waiting: number): string | undefined {
    if (this.#isDone) return undefined;
    this.#seen++;
    if (this.#seen === WARM_UP) this.#begun = { costs: this.#costs(), machine: machineTime() };
    if (this.#seen <= WARM_UP) return undefined;
    this.#sums.steps++;
    this.#sums.seconds += seconds;
    this.#sums.waiting += waiting;
    return this.#sums.steps === this.#wanted ? this.end() : undefined;
  }

  /** What to say of the steps so far, unless they are too few or it was said. */
  end(): string | undefined {
    const { steps, seconds, waiting } = this.#sums;
    if (this.#isDone || this.#begun === undefined || steps < Math.min(FEWEST, this.#wanted)) return undefined;
    this.#isDone = true;
    const data = costsSince(this.#begun.costs, this.#costs());
    if (data.samples === 0) return undefined;
    const machine = machineTime();
    const idleShare = (machine.idle - this.#begun.machine.idle) / Math.max(1, machine.all - this.#begun.machine.all);
    const [stepSeconds, waitSeconds] = [seconds / steps, waiting / steps];
    return describeLimits({ steps, stepSeconds, waitSeconds, data, processors: processors(), idleShare });
  }
}
