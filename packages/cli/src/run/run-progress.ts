import type { RunEvent, Runner } from '@mma/engine';
import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { Terminal } from '../output/terminal.js';

/**
 * Shows a run as it goes: its log lines, and on a terminal a progress bar with ETA, loss and speed below them.
 *
 * @returns ends the display
 */
export function showRun(events: Runner['events'], terminal: Terminal): () => void {
  const bars = terminal.isInteractive ? new RunBar() : undefined;
  const subscription = events.subscribe((event) => {
    if (event.type !== 'log') bars?.show(event);
    else if (bars) bars.log(event.line);
    else terminal.error(event.line);
  });
  return () => {
    subscription.unsubscribe();
    bars?.stop();
  };
}

class RunBar {
  private readonly bars = new MultiBar(
    {
      format: '{mode} {bar} {value}/{total} | {left} left | {details}',
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  private bar: SingleBar | undefined;

  show(event: RunEvent): void {
    switch (event.type) {
      case 'train-iter': {
        const loss = event.logVars['loss'];
        this.update(
          `Epoch ${event.epoch}/${event.maxEpochs}`,
          event,
          `loss ${loss?.toFixed(4)} lr ${event.lr.toPrecision(3)} ${event.time.toFixed(2)} s/it`,
        );
        break;
      }
      case 'val-iter':
      case 'test-iter':
        this.update(event.type === 'val-iter' ? 'Validating' : 'Testing', event, `${event.time.toFixed(2)} s/it`);
        break;
      case 'epoch-end':
      case 'val-end':
      case 'test-end':
        this.clear();
        break;
    }
  }

  log(line: string): void {
    if (this.bar) this.bars.log(`${line}\n`);
    else process.stderr.write(`${line}\n`);
  }

  stop(): void {
    this.bars.stop();
  }

  private update(
    mode: string,
    { batch, batches, eta }: { batch: number; batches: number; eta: number },
    details: string,
  ): void {
    const left = Number.isFinite(eta)
      ? `${Math.floor(eta / 60)}:${String(Math.floor(eta % 60)).padStart(2, '0')}`
      : '…';
    const payload = { mode, left, details };
    if (this.bar) this.bar.update(batch, payload);
    else this.bar = this.bars.create(batches, batch, payload);
  }

  private clear(): void {
    if (this.bar) this.bars.remove(this.bar);
    this.bar = undefined;
  }
}
