/** What W&B calls a run. */
export interface WandbRun {
  id: string;
  /** Undefined: the account's own. */
  entity: string | undefined;
  project: string;
  name: string;
  group?: string | undefined;
  jobType?: string | undefined;
  notes?: string | undefined;
  tags: readonly string[];
  /** Seconds since 1970. */
  startTime: number;
}

/** A row of a run's history, with W&B's own columns `_step`, `_timestamp` and `_runtime`. */
export type HistoryRow = Readonly<Record<string, number | null>>;

/** Where a run's history goes: W&B's service, or a file to be sent later. */
export interface WandbSink {
  begin(run: WandbRun): Promise<void>;
  /** @param config values by top-level key */
  config(config: Readonly<Record<string, unknown>>): Promise<void>;
  history(rows: readonly HistoryRow[]): Promise<void>;
  end(): Promise<void>;
}
