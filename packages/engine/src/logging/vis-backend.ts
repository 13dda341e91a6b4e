/** Where a backend may write, and for which run. */
export interface VisPlace {
  /** `work_dir/<timestamp>/vis_data`. */
  dir: string;
  timestamp: string;
}

/** Keeps what is to be looked at later; registered in VISBACKENDS, listed in a config's `vis_backends`. */
export abstract class VisBackend {
  /** Called once before anything is added. */
  abstract open(place: VisPlace): void;

  /** Files scalars under a step: an iteration while training, an epoch for metrics. */
  abstract addScalars(scalars: Readonly<Record<string, number>>, step: number): void;

  /** Keeps the resolved config, as text. */
  abstract addConfig(text: string): void;

  /** Writes out what is still held. */
  abstract close(): void | Promise<void>;
}
