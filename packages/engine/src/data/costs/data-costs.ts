import { add, type Cost, type SampleCost } from './thread-costs.js';

/** What a loader's samples have cost so far, in milliseconds of the threads that made them. */
export interface DataCosts extends Cost {
  samples: number;
  stages: Record<string, Cost>;
  numWorkers: number;
  batchSize: number;
}

/** Adds up what samples cost. */
export class CostSum {
  readonly #sum: SampleCost = { wall: 0, cpu: 0, stages: {} };
  #samples = 0;

  add(cost: SampleCost): void {
    this.#samples++;
    add(this.#sum, cost);
    for (const [name, stage] of Object.entries(cost.stages)) {
      this.#sum.stages[name] ??= { wall: 0, cpu: 0 };
      add(this.#sum.stages[name], stage);
    }
  }

  total(): SampleCost & { samples: number } {
    return { samples: this.#samples, ...structuredClone(this.#sum) };
  }
}

/** What was added between two moments. */
export function costsSince(before: DataCosts, after: DataCosts): DataCosts {
  const stages = Object.entries(after.stages).map(([name, stage]) => {
    const { wall, cpu } = before.stages[name] ?? { wall: 0, cpu: 0 };
    return [name, { wall: stage.wall - wall, cpu: stage.cpu - cpu }] as const;
  });
  return {
    ...after,
    samples: after.samples - before.samples,
    wall: after.wall - before.wall,
    cpu: after.cpu - before.cpu,
    stages: Object.fromEntries(stages),
  };
}
