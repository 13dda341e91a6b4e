/** What work took: milliseconds that went by, and those of them in which this thread's processor worked on it. */
export interface Cost {
  wall: number;
  cpu: number;
}

/** What a sample took, and the transforms of its pipeline by their names in configs. */
export interface SampleCost extends Cost {
  stages: Record<string, Cost>;
}

// A thread makes one sample at a time.
let stages: Record<string, Cost> = {};

/** Does a transform's work, counting it for the sample that this thread is making. */
export async function timeStage<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const started = now();
  const result = await work();
  const stage = stages[name] ?? { wall: 0, cpu: 0 };
  stages[name] = stage;
  add(stage, since(started));
  return result;
}

/** Does the work of making a sample. */
export async function timeSample<T>(work: () => Promise<T>): Promise<{ made: T; cost: SampleCost }> {
  stages = {};
  const started = now();
  const made = await work();
  return { made, cost: { ...since(started), stages } };
}

export function add(sum: Cost, { wall, cpu }: Cost): void {
  sum.wall += wall;
  sum.cpu += cpu;
}

function now(): Cost {
  const wall = performance.now();
  // Node has it from 23.9 on; before, all time counts as work.
  if (process.threadCpuUsage === undefined) return { wall, cpu: wall };
  const { user, system } = process.threadCpuUsage();
  return { wall, cpu: (user + system) / 1000 };
}

function since(started: Cost): Cost {
  const { wall, cpu } = now();
  return { wall: wall - started.wall, cpu: cpu - started.cpu };
}
