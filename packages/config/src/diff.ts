import { Config } from './config.js';
import { type ConfigDict, type ConfigValue, isDict } from './values.js';

/** One difference of two configs. */
export interface ConfigDifference {
  /** Dotted path; list indices are numbers in it. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** The value in the first config, unless added. */
  readonly before?: ConfigValue;
  /** The value in the second config, unless removed. */
  readonly after?: ConfigValue;
}

/**
 * What turns config `a` into `b`, in the order of `a`'s keys, then what only `b` has. Mappings are compared key by key; lists item
 * by item where they are equally long, and as a whole where they are not.
 */
export function diffConfigs(a: Config | ConfigDict, b: Config | ConfigDict): ConfigDifference[] {
  const differences: ConfigDifference[] = [];
  const compare = (before: ConfigValue | undefined, after: ConfigValue | undefined, path: readonly string[]): void => {
    if (before === undefined && after !== undefined) {
      differences.push({ path: path.join('.'), kind: 'added', after });
    } else if (before !== undefined && after === undefined) {
      differences.push({ path: path.join('.'), kind: 'removed', before });
    } else if (isDict(before) && isDict(after)) {
      for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        compare(own(before, key), own(after, key), [...path, key]);
      }
    } else if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
      for (const [index, item] of before.entries()) compare(item, after[index], [...path, String(index)]);
    } else if (before !== undefined && after !== undefined && !same(before, after)) {
      differences.push({ path: path.join('.'), kind: 'changed', before, after });
    }
  };
  compare(a instanceof Config ? a.values : a, b instanceof Config ? b.values : b, []);
  return differences;
}

function own(dict: ConfigDict, key: string): ConfigValue | undefined {
  return Object.hasOwn(dict, key) ? dict[key] : undefined;
}

/** Scalars, or values of different kinds or lengths: NaN equals itself, 0 equals -0. */
function same(a: ConfigValue, b: ConfigValue): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
