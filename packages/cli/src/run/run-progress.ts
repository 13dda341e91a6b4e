import { colouredLine, type LogLevel, type RunEvent, type Runner } from '@mma/engine';
import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { Terminal } from '../output/terminal.js';
import { type RunLine, runLine } from './run-line.js';

/**
 * Shows a run as it goes: its log lines, and on a terminal a progress bar below them with what is left, loss, learning rate, pace and
 * memory. Elsewhere the lines alone.
 *
 * @returns ends the display
 */
export function showRun(events: Runner['events'], terminal: Terminal): () => void {
  const bars = terminal.isInteractive ? new RunBar() : undefined;
  const subscription = events.subscribe((event) => {
    if (event.type !== 'log') bars?.show(event);
    else if (bars)
      bars.log(colouredLine({ level: event.level.toUpperCase() as LogLevel, line: event.line }, process.stderr));
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
      format: '{label} {bar} {value}/{total} | {left} left | {details}',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  private bar: SingleBar | undefined;

  show(event: RunEvent): void {
    const line = runLine(event);
    if (line !== undefined) this.update(line);
    else if (['epoch-end', 'val-end', 'test-end', 'run-end'].includes(event.type)) this.clear();
  }

  log(line: string): void {
    if (this.bar) this.bars.log(`${line}\n`);
    else process.stderr.write(`${line}\n`);
  }

  stop(): void {
    this.bars.stop();
  }

  private update({ done, total, ...payload }: RunLine): void {
    if (this.bar) this.bar.update(done, payload);
    else this.bar = this.bars.create(total, done, payload);
  }

  private clear(): void {
    if (this.bar) this.bars.remove(this.bar);
    this.bar = undefined;
  }
}
