/** One value over a run, shared by groups that never differ. */
export interface ValueLine {
  /** Indices of the groups. */
  readonly groups: readonly number[];
  /** From which iteration on (counted from 0) it has which value, until the next entry. */
  readonly changes: readonly (readonly [iteration: number, value: number])[];
}

interface Line {
  groups: number[];
  changes: (readonly [iteration: number, value: number])[];
}

/** Follows the values of many groups, and keeps as many lines as there are different ones. */
export class ValueLines {
  #lines: Line[] = [];

  /** @param values of every group, in the order of groups; iterations come in order */
  add(iteration: number, values: readonly number[]): void {
    if (this.#lines.length === 0) this.#lines = [{ groups: values.map((_, group) => group), changes: [] }];
    this.#lines = this.#lines.flatMap((line) => {
      const value = values[line.groups[0]!]!;
      if (line.groups.every((group) => values[group] === value)) {
        if (line.changes.at(-1)?.[1] !== value) line.changes.push([iteration, value]);
        return [line];
      }
      return parted(line, { iteration, values });
    });
  }

  lines(): ValueLine[] {
    return this.#lines;
  }
}

/** Groups that were alike so far and part now: each has the common past. */
function parted({ groups, changes }: Line, { iteration, values }: { iteration: number; values: readonly number[] }) {
  return [...Map.groupBy(groups, (group) => values[group]!)].map(([value, own]): Line => {
    const isNew = changes.at(-1)?.[1] !== value;
    return { groups: own, changes: isNew ? [...changes, [iteration, value]] : [...changes] };
  });
}
