import { createHash } from 'node:crypto';
import { ScalarTable } from './scalar-table.js';
import type { Session } from './session.js';

/** A training run with what it was resumed from, or a test: sessions that belong together, oldest first. */
export class Run {
  readonly id: string;
  /** Changes whenever rows that were there before are other ones now. */
  generation = '';
  train = new ScalarTable();
  val = new ScalarTable();
  #taken = { train: 0, val: 0 };

  constructor(readonly sessions: readonly Session[]) {
    const [first] = sessions;
    this.id = createHash('sha256').update(first!.place.dir).digest('hex').slice(0, 12);
  }

  get workDir(): string {
    return this.sessions[0]!.workDir;
  }

  get newest(): Session {
    return this.sessions.at(-1)!;
  }

  /** Puts the sessions' rows one after the other; of each only what the next one went on from. */
  update(): void {
    const { sessions, newest } = this;
    if (sessions.length === 1) {
      this.train = newest.train;
      this.val = newest.val;
      this.generation = `${newest.name}.${newest.resets}`;
      return;
    }
    const former = sessions.slice(0, -1).map((session, index) => {
      const end = Math.min(...sessions.slice(index + 1).map(({ facts, train }) => startOf(facts.resumedFrom, train)));
      return { session, train: session.train.rowsUpTo(end), val: session.val.rowsUpTo(end) };
    });
    const parts = former.map(({ session, train, val }) => `${session.name}.${session.resets}.${train}.${val}`);
    const generation = [...parts, `${newest.name}.${newest.resets}`].join('-');
    if (generation !== this.generation) {
      this.generation = generation;
      this.train = new ScalarTable();
      this.val = new ScalarTable();
      for (const { session, train, val } of former) {
        this.train.append(session.train, 0, train);
        this.val.append(session.val, 0, val);
      }
      this.#taken = { train: 0, val: 0 };
    }
    this.train.append(newest.train, this.#taken.train, newest.train.rows);
    this.val.append(newest.val, this.#taken.val, newest.val.rows);
    this.#taken = { train: newest.train.rows, val: newest.val.rows };
  }
}

/** The last iteration that is older than a resumed session. */
function startOf(resumedFrom: number | null, train: ScalarTable): number {
  return resumedFrom ?? (train.iterations[0] ?? Number.POSITIVE_INFINITY) - 1;
}

/**
 * Puts the sessions of one work dir into runs: a session that was resumed goes on with the latest that had got somewhere.
 *
 * @param sessions oldest first
 */
export function groupSessions(sessions: readonly Session[]): Session[][] {
  const groups: Session[][] = [];
  for (const session of sessions) {
    const former = groups.findLast((group) => group.some(({ train }) => train.rows > 0));
    if (former !== undefined && isResumed(session, former.at(-1)!)) former.push(session);
    else groups.push([session]);
  }
  return groups;
}

/** By its log; without one, a session that begins later than the former one did goes on from it. */
function isResumed(session: Session, former: Session): boolean {
  if (session.facts.isTest && session.train.rows === 0) return false;
  if (session.logSize > 0) return session.facts.resumedFrom !== null;
  const [first, before] = [session.train.iterations[0], former.train.iterations[0]];
  return first !== undefined && before !== undefined && first > before;
}
