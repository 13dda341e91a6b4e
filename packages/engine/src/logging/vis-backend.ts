import type { ConfigDict } from '@mma/config';
import { z } from 'zod';
import type { Awaitable } from '../hooks/hook.js';
import type { NdArray } from '../structures/nd-array.js';

/** Where a backend may write, and for which run. */
export interface VisPlace {
  /** `work_dir/<timestamp>/vis_data`. */
  dir: string;
  workDir: string;
  timestamp: string;
  /** The config's name and the timestamp. */
  experimentName: string;
  /** Says something in the run's log. */
  warn(message: string): void;
}

/** The resolved config of a run: as text, and as values. */
export interface RunConfig {
  text: string;
  values: ConfigDict;
}

/** The option that all backends have. */
export const visBackendOptions = {
  saveDir: z.string().nullish().describe("folder for the backend's files; the run's `vis_data` where left out"),
};

/**
 * Keeps what is to be looked at later; registered in VISBACKENDS, listed in a config's `vis_backends`.
 *
 * What a backend throws in `open` ends the run before it begins. From then on the run goes before the record of it: a backend that
 * throws gets nothing more, and the log says so.
 */
export abstract class VisBackend {
  /** Called once before anything is added. */
  abstract open(place: VisPlace): Awaitable;

  /** Files scalars under a step: an iteration while training, an epoch for metrics. */
  abstract addScalars(scalars: Readonly<Record<string, number>>, step: number): Awaitable;

  /** Keeps the resolved config. */
  addConfig?(config: RunConfig): Awaitable;

  /** Keeps a picture: uint8 RGB, [H, W, 3]. */
  addImage?(name: string, image: NdArray, step: number): Awaitable;

  /** Keeps how values are spread. */
  addHistogram?(name: string, values: ArrayLike<number>, step: number): Awaitable;

  addText?(name: string, text: string, step: number): Awaitable;

  /** Writes out what is still held. */
  abstract close(): Awaitable;
}
