import type { RunEvent } from '@mma/engine';

/** What the progress bar of a run shows. */
export interface RunLine {
  label: string;
  done: number;
  total: number;
  /** Time to the end: `1:02:03`. */
  left: string;
  details: string;
}

/** The bar's contents after an iteration, and nothing for other events. */
export function runLine(event: RunEvent): RunLine | undefined {
  switch (event.type) {
    case 'train-iter': {
      const { loss } = event.logVars;
      const byEpoch = event.maxEpochs > 0 && event.batches * event.maxEpochs === event.maxIters;
      return {
        label: byEpoch ? `Epoch ${event.epoch}/${event.maxEpochs}` : 'Training',
        done: byEpoch ? event.batch : event.iter,
        total: byEpoch ? event.batches : event.maxIters,
        left: clock(event.eta),
        details: [
          ...(loss === undefined ? [] : [`loss ${loss.toFixed(4)}`]),
          `lr ${event.lr.toExponential(2)}`,
          ...speed(event),
        ].join(' | '),
      };
    }
    case 'val-iter':
    case 'test-iter':
      return {
        label: event.type === 'val-iter' ? 'Validating' : 'Testing',
        done: event.batch,
        total: event.batches,
        left: clock(event.eta),
        details: speed(event).join(' | '),
      };
    default:
      return undefined;
  }
}

/** Iterations a second where they are quick, seconds an iteration where they are not; the wait for data; memory in use. */
function speed({ time, dataTime }: { time: number; dataTime: number }): string[] {
  const pace = time >= 1 ? `${time.toFixed(2)} s/it` : `${(1 / Math.max(time, 1e-6)).toFixed(1)} it/s`;
  const waiting = Math.round((dataTime / Math.max(time, 1e-6)) * 100);
  return [pace, ...(waiting >= 5 ? [`${waiting} % waiting for data`] : []), memory()];
}

function memory(): string {
  const mebibytes = process.memoryUsage.rss() / 2 ** 20;
  return mebibytes < 1024 ? `${Math.round(mebibytes)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}

function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return '…';
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(rest)}` : `${minutes}:${padded(rest)}`;
}
