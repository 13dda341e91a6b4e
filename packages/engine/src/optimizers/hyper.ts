import { type Tensor, tf } from '@mma/backend';
import type { Parameter } from '@mma/nn';
import type { ParamGroup } from './param-group.js';

/** Numbers that one update is a function of, computed in double precision; null where the maths has no such term. */
export type Numbers = Readonly<Record<string, number | null>>;

/** The same as float32 scalars on the device: a recorded step takes them as inputs. */
export type Hyper<N extends Numbers> = { readonly [K in keyof N]: null extends N[K] ? Tensor | null : Tensor };

/** Parameters of one group that have come equally far, and what their next update is a function of. */
export interface HyperSet {
  group: ParamGroup;
  params: Parameter[];
  numbers: Numbers;
}

/** The numbers of all sets in one tensor `[n]`, so that a step has one input for them. */
export function packNumbers(sets: readonly HyperSet[]): Tensor {
  const all = sets.flatMap(({ numbers }) => Object.values(numbers).filter((number) => number !== null));
  return tf.tensor1d(Float32Array.from(all));
}

/** The scalars of each set out of a packed tensor. Call inside `tf.tidy`. */
export function unpackNumbers(sets: readonly HyperSet[], packed: Tensor): Hyper<Numbers>[] {
  const scalars = packed.size === 0 ? [] : tf.unstack(packed);
  let next = 0;
  return sets.map(({ numbers }) =>
    Object.fromEntries(
      Object.entries(numbers).map(([name, number]) => [name, number === null ? null : scalars[next++]!]),
    ),
  );
}

/**
 * All of the sets that shapes a step beside the values of their numbers: switches, terms that are left out, and which parameters
 * share a set. Steps of the same shape share a record.
 */
export function shapeOfSets(sets: readonly HyperSet[]): string {
  return sets
    .map(({ group, params, numbers }) => {
      const switches = Object.values(group).filter((setting) => typeof setting === 'boolean');
      const terms = Object.values(numbers).map((number) => Number(number !== null));
      const whole = params.length === group.params.length;
      const members = whole ? '*' : group.params.map(([, each]) => Number(params.includes(each))).join('');
      return `${switches.map(Number).join('')} ${terms.join('')} ${members}`;
    })
    .join('/');
}
