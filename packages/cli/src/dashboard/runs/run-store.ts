import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { findSessions } from './find-sessions.js';
import { shortNames } from './names.js';
import { groupSessions, Run } from './run.js';
import { Session } from './session.js';
import { type RunSummary, summarizeRun } from './summary.js';

/** Times in milliseconds. */
export interface StoreOptions {
  /** Between two looks at files that are being written. */
  interval?: number;
  /** Between two looks for new runs, and at files that have long been quiet. */
  scanInterval?: number;
}

/** Files that were written to this lately are looked at most often, in milliseconds. */
const FRESH = 600_000;
/** Files that are read at the same time. */
const AT_ONCE = 16;

interface StoreEvents {
  run: [RunSummary];
  gone: [string];
  notices: [readonly string[]];
}

/**
 * The runs under some folders, followed as they grow and appear. Files are looked at again and again rather than watched: network
 * file systems and containers, where training often happens, do not tell of changes.
 */
export class RunStore extends EventEmitter<StoreEvents> {
  /** What is wrong with the folders themselves. */
  notices: readonly string[] = [];
  readonly #sessions = new Map<string, Session>();
  #runs = new Map<string, Run>();
  #summaries = new Map<string, RunSummary>();
  #stop = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(
    readonly roots: readonly string[],
    private readonly options: StoreOptions = {},
  ) {
    super();
    this.setMaxListeners(0);
  }

  /** Reads everything once, and goes on following it until `close`. */
  async open(): Promise<void> {
    await this.look(true);
    this.#loop = this.#follow();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  /** The newest first. */
  get summaries(): RunSummary[] {
    return [...this.#summaries.values()].sort((a, b) => (b.started ?? b.updated) - (a.started ?? a.updated));
  }

  run(id: string): Run | undefined {
    return this.#runs.get(id);
  }

  /** All runs of a work dir, oldest first. */
  runsIn(workDir: string): Run[] {
    return [...this.#runs.values()].filter((run) => run.workDir === workDir);
  }

  /** Looks at files once; with `everywhere` also for new runs, and at those that have long been quiet. */
  async look(everywhere: boolean): Promise<void> {
    if (everywhere) await this.#scan();
    const now = Date.now();
    const due = [...this.#sessions.values()].filter(({ modified }) => everywhere || now - modified < FRESH);
    const changed = new Set<Session>();
    const waiting = due.values();
    const reader = async (): Promise<void> => {
      for (const session of waiting) if (await session.read()) changed.add(session);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, reader));
    this.#regroup();
    this.#tell(changed, now / 1000);
  }

  async #follow(): Promise<void> {
    const { interval = 1000, scanInterval = 2000 } = this.options;
    const { signal } = this.#stop;
    let scanned = Date.now();
    let scanTime = 0;
    while (!signal.aborted) {
      await pause(interval, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      // Large trees are looked through less often.
      const everywhere = Date.now() - scanned >= Math.max(scanInterval, 20 * scanTime);
      const begun = Date.now();
      await this.look(everywhere);
      if (everywhere) [scanned, scanTime] = [Date.now(), Date.now() - begun];
    }
  }

  async #scan(): Promise<void> {
    const { places, isCutOff, unreadable } = await findSessions(this.roots);
    const dirs = new Set(places.map(({ dir }) => dir));
    for (const dir of this.#sessions.keys()) if (!dirs.has(dir)) this.#sessions.delete(dir);
    for (const place of places) if (!this.#sessions.has(place.dir)) this.#sessions.set(place.dir, new Session(place));
    const notices = [
      ...unreadable.map((reason) => `A folder cannot be read: ${reason}`),
      ...(isCutOff ? ['There are very many folders; some were not looked into. Name the work dirs themselves.'] : []),
    ];
    if (notices.join('\n') !== this.notices.join('\n')) {
      this.notices = notices;
      this.emit('notices', notices);
    }
  }

  #regroup(): void {
    const byWorkDir = Map.groupBy(this.#sessions.values(), ({ workDir }) => workDir);
    const runs = new Map<string, Run>();
    for (const sessions of byWorkDir.values()) {
      for (const group of groupSessions(sessions.sort((a, b) => (a.name < b.name ? -1 : 1)))) {
        const fresh = new Run(group);
        const known = this.#runs.get(fresh.id);
        const isSame =
          known?.sessions.length === group.length && known.sessions.every((session, at) => session === group[at]);
        runs.set(fresh.id, isSame ? known : fresh);
      }
    }
    this.#runs = runs;
  }

  #tell(changed: ReadonlySet<Session>, now: number): void {
    for (const id of this.#summaries.keys()) {
      if (this.#runs.has(id)) continue;
      this.#summaries.delete(id);
      this.emit('gone', id);
    }
    const names = shortNames([...new Set([...this.#runs.values()].map(({ workDir }) => workDir))]);
    for (const run of this.#runs.values()) {
      const known = this.#summaries.get(run.id);
      const name = names.get(run.workDir)!;
      const isDue = known === undefined || known.status === 'running' || known.name !== name;
      if (
        !isDue &&
        !run.sessions.some((session) => changed.has(session)) &&
        known.sessions.length === run.sessions.length
      )
        continue;
      run.update();
      const summary = summarizeRun(run, { name, now });
      if (JSON.stringify(summary) === JSON.stringify(known)) continue;
      this.#summaries.set(run.id, summary);
      this.emit('run', summary);
    }
  }
}
