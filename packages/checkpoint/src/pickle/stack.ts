import { corrupt } from '../errors.js';
import type { CheckpointValue } from './values.js';

/** The stack of a pickle machine, with marks that open the members of a container. */
export class Stack {
  readonly #values: CheckpointValue[] = [];
  readonly #marks: number[] = [];

  push(value: CheckpointValue): void {
    this.#values.push(value);
  }

  top(): CheckpointValue {
    this.#need(1);
    return this.#values[this.#values.length - 1];
  }

  pop(): CheckpointValue {
    this.#need(1);
    return this.#values.pop();
  }

  /** The last `count` values, oldest first. */
  popMany(count: number): CheckpointValue[] {
    this.#need(count);
    return this.#values.splice(this.#values.length - count);
  }

  mark(): void {
    this.#marks.push(this.#values.length);
  }

  /** Everything since the last mark, and the mark. */
  popToMark(): CheckpointValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw corrupt('a pickle closes a list that it has not opened');
    return this.#values.splice(mark);
  }

  /** Drop the last value, or the mark where that comes last. */
  drop(): void {
    if (this.#marks.at(-1) === this.#values.length) this.#marks.pop();
    else this.pop();
  }

  #need(count: number): void {
    const floor = this.#marks.at(-1) ?? 0;
    if (this.#values.length - floor < count) throw corrupt('a pickle uses a value that is not there');
  }
}
