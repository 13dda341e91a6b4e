import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';

/** Seconds between two progress lines where there is no terminal to redraw. */
const LINE_INTERVAL = 10;

export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/** A progress bar with ETA on a terminal; elsewhere a plain line every few seconds. */
export function createProgress(label: string, terminal: Terminal): Progress {
  return terminal.isInteractive ? bar(label) : lines(label, terminal);
}

function bar(label: string): Progress {
  const view = new SingleBar(
    {
      format: `${label} {bar} {percentage}% | {value}/{total} | ETA {eta_formatted}`,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(done, total) {
      if (started) {
        view.setTotal(total);
        view.update(done);
        return;
      }
      view.start(total, done);
      started = true;
    },
    stop: () => view.stop(),
  };
}

function lines(label: string, terminal: Terminal): Progress {
  const start = Date.now();
  let last = start;
  return {
    update(done, total) {
      const now = Date.now();
      if (now - last < LINE_INTERVAL * 1000 && done < total) return;
      last = now;
      const eta = done > 0 ? Math.round(((now - start) / 1000 / done) * (total - done)) : undefined;
      terminal.error(`${label} ${done}/${total}${done < total && eta !== undefined ? `, ${eta} s left` : ''}`);
    },
    stop() {},
  };
}
