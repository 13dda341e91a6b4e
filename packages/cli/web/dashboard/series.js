import { ask } from './dom.js';

/** Between two requests for the same run, in milliseconds. */
const PACE = 1000;
/** Points that were added one by one, after which a long series is fetched anew, thinned out. */
const MOST_ADDED = 2000;

/** The scalars of chosen runs, kept up to date with as little as the server has to send. */
export class SeriesStore {
  #series = new Map();
  #busy = new Map();

  /** @param {(id: string) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
  }

  get(id) {
    return this.#series.get(id);
  }

  /** Makes sure that what a run's summary tells of will be here. Requests for one run never overlap. */
  want({ id, generation, rows }) {
    const known = this.#series.get(id);
    const isHere = known?.generation === generation && known.train.rows >= rows.train && known.val.rows >= rows.val;
    if (isHere || this.#busy.has(id)) {
      if (this.#busy.has(id)) this.#busy.set(id, { id, generation, rows });
      return;
    }
    this.#busy.set(id, undefined);
    this.#fetch(id).finally(() => {
      setTimeout(() => {
        const next = this.#busy.get(id);
        this.#busy.delete(id);
        if (next) this.want(next);
      }, PACE);
    });
  }

  forget(id) {
    this.#series.delete(id);
  }

  async #fetch(id) {
    const known = this.#series.get(id);
    const isLong = known !== undefined && Math.max(known.train.added, known.val.added) > MOST_ADDED;
    const query = new URLSearchParams(
      known === undefined || isLong
        ? {}
        : { generation: known.generation, train: known.train.rows, val: known.val.rows },
    );
    try {
      const { generation, train, val } = await ask(`api/runs/${id}/scalars?${query}`);
      this.#series.set(id, {
        generation,
        train: joined(known?.train, train),
        val: joined(known?.val, val),
      });
      this.onChange(id);
    } catch {
      // The run is gone, or the server: the next event tells, and asks again.
    }
  }
}

/** A part put behind what is known, or in its place where it begins at the beginning. */
export function joined(known, part) {
  if (known === undefined || part.from === 0) return { ...part, added: 0 };
  const columns = {};
  const length = known.iterations.length;
  const more = part.iterations.length;
  for (const key of new Set([...Object.keys(known.columns), ...Object.keys(part.columns)])) {
    const [before, after] = [known.columns[key], part.columns[key]];
    const values = (name) => [
      ...(before?.[name] ?? before?.mean ?? Array(length).fill(null)),
      ...(after?.[name] ?? after?.mean ?? Array(more).fill(null)),
    ];
    columns[key] =
      known.every === 1 ? { mean: values('mean') } : { mean: values('mean'), low: values('low'), high: values('high') };
  }
  return {
    ...part,
    every: known.every,
    added: known.added + more,
    iterations: [...known.iterations, ...part.iterations],
    times: [...known.times, ...part.times],
    columns,
  };
}
