/** One value of a metric; `timestamp` in milliseconds since 1970. */
export interface MetricPoint {
  key: string;
  value: number;
  timestamp: number;
  step: number;
}

/** A run as MLflow is told of it. */
export interface NewRun {
  experiment: string;
  name: string;
  tags: Readonly<Record<string, string>>;
  startTime: number;
}

/** Where MLflow keeps runs: a tracking server, or a folder. */
export interface MlflowStore {
  /** Begins a run in an experiment, which is made where there is none of the name. */
  begin(run: NewRun): Promise<void>;
  logParams(params: Readonly<Record<string, string>>): Promise<void>;
  logMetrics(points: readonly MetricPoint[]): Promise<void>;
  logText(text: string, file: string): Promise<void>;
  end(endTime: number): Promise<void>;
}
