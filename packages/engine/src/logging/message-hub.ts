import { HistoryBuffer } from './history-buffer.js';

/** Values that hooks leave for each other by name; all of it goes into checkpoints, so keep them plain. */
export type RuntimeInfo =
  | string
  | number
  | boolean
  | null
  | readonly RuntimeInfo[]
  | { readonly [key: string]: RuntimeInfo };

/** The run's memory: scalar histories (`train/loss`) and facts (`best_score`), as MMEngine's MessageHub names them. */
export class MessageHub {
  readonly logScalars = new Map<string, HistoryBuffer>();
  readonly runtimeInfo = new Map<string, RuntimeInfo>();

  updateScalar(key: string, value: number, count = 1): void {
    let buffer = this.logScalars.get(key);
    if (buffer === undefined) {
      buffer = new HistoryBuffer();
      this.logScalars.set(key, buffer);
    }
    buffer.update(value, count);
  }

  /** The newest value of a scalar; NaN when it was never recorded. */
  current(key: string): number {
    return this.logScalars.get(key)?.current() ?? Number.NaN;
  }

  updateInfo(key: string, value: RuntimeInfo): void {
    this.runtimeInfo.set(key, value);
  }

  getInfo(key: string): RuntimeInfo | undefined {
    return this.runtimeInfo.get(key);
  }

  removeInfo(key: string): void {
    this.runtimeInfo.delete(key);
  }
}
