/** How several numbers in the same place become one. */
export type ReduceOp = 'sum' | 'mean' | 'max' | 'min';

/** Plain data: what structured clone takes to another thread or process. */
export type Shareable = unknown;

/**
 * The processes that train one model together, as one of them sees them. Everything of a run that must agree between
 * processes goes through this: the seed, shares of the data, metrics, buffers, who writes logs and checkpoints.
 *
 * All methods but the getters are calls of the whole group: every process makes the same calls in the same order, and each
 * waits for the others.
 */
export interface Dist {
  /** This process among them, from 0; 0 is the main one, which writes files. */
  readonly rank: number;
  readonly worldSize: number;
  /** Combines arrays of equal length place by place; every process gets the result, a new array. */
  allReduce(values: Float32Array, op?: ReduceOp): Promise<Float32Array>;
  /** Every process gets the value of `from` (0 unless given). */
  broadcast<T extends Shareable>(value: T, from?: number): Promise<T>;
  /** Every process gets the values of all, by rank. */
  allGatherObject<T extends Shareable>(value: T): Promise<T[]>;
  /** Waits until every process has come here. */
  barrier(): Promise<void>;
}

/** A run of one process: what it shares with all is what it has. */
export const singleProcess: Dist = {
  rank: 0,
  worldSize: 1,
  allReduce: async (values) => values.slice(),
  broadcast: async (value) => value,
  allGatherObject: async (value) => [value],
  barrier: async () => {},
};

/** Whether this is the process that writes what all have in common. */
export function isMain({ rank }: Pick<Dist, 'rank'>): boolean {
  return rank === 0;
}
