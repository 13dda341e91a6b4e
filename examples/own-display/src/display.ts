import type { RunEvent, Runner } from '@mma/engine';

const BARS = '▁▂▃▄▅▆▇█';
const WIDTH = 30;

/**
 * Draws a run in a line for each epoch: the losses of its steps as bars, then the metrics of the validation. An observer of events sees
 * everything and controls nothing; what should act on a run is a hook.
 *
 * @param print takes one line
 * @returns ends the display
 */
export function drawRun(events: Runner['events'], print: (line: string) => void): () => void {
  let losses: number[] = [];
  const show = (event: RunEvent): void => {
    // One union of all events: the compiler knows what each has.
    switch (event.type) {
      case 'run-start':
        print(`${event.mode} in ${event.workDir}, seed ${event.seed}`);
        break;
      case 'epoch-start':
        losses = [];
        break;
      case 'train-iter':
        losses.push(event.logVars['loss'] ?? Number.NaN);
        break;
      case 'epoch-end':
        print(`epoch ${String(event.epoch).padStart(3)}  ${sparkline(losses)}  loss ${losses.at(-1)!.toFixed(4)}`);
        break;
      case 'val-end':
        print(`           ${figures(event.metrics)}`);
        break;
      case 'best-checkpoint':
        print(`           best ${event.metric} so far`);
        break;
      case 'run-end':
        print(`${event.mode} ${event.outcome}`);
        break;
    }
  };
  const subscription = events.subscribe(show);
  return () => subscription.unsubscribe();
}

/** The newest values as bars of eight heights. */
function sparkline(values: readonly number[]): string {
  const shown = values.slice(-WIDTH);
  const low = Math.min(...shown);
  const high = Math.max(...shown);
  const heights = shown.map((value) => (high === low ? 0 : Math.round(((value - low) / (high - low)) * 7)));
  return heights.map((height) => BARS[height]).join('');
}

function figures(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join('  ');
}
