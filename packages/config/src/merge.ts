import { ConfigError } from './errors.js';
import { type ConfigDict, type ConfigValue, cloneValue, isDict } from './values.js';

const DELETE_KEY = '_delete_';

/** How `mergeConfig` treats its override. */
export interface MergeOptions {
  /**
   * Whether a mapping with keys `'0'`, `'1'`, … changes single items of a list. On by default, as for command-line overrides;
   * off for `_base_` inheritance, where a list is replaced as a whole.
   */
  readonly listKeys?: boolean;
}

/**
 * Merges `override` over `base` as MMEngine's `Config` does, and returns a new mapping that shares nothing with either.
 * Mappings merge key by key; everything else (lists too) is replaced. A mapping with `_delete_: true` replaces the base's
 * mapping instead of merging with it; the marker itself never survives.
 *
 * @throws {ConfigError} `MMA_CONFIG_MERGE` where a mapping meets something that is none, or a list index does not exist.
 */
export function mergeConfig(base: ConfigDict, override: ConfigDict, options: MergeOptions = {}): ConfigDict {
  return mergeAndTell(base, override, { listKeys: options.listKeys ?? true, keepMarkers: false, onReplace: () => {} });
}

/**
 * `mergeConfig` that reports each path whose value now comes from the override, whole.
 *
 * `keepMarkers` leaves a `_delete_` that had nothing to replace where it is, as MMEngine does.
 */
export function mergeAndTell(
  base: ConfigDict,
  override: ConfigDict,
  options: {
    listKeys: boolean;
    keepMarkers: boolean;
    onReplace: (path: readonly string[], values: { before: ConfigValue | undefined; after: ConfigValue }) => void;
  },
): ConfigDict {
  const merge = (under: ConfigDict, over: ConfigDict, path: readonly string[]): ConfigDict => {
    const result = { ...under };
    for (const [key, value] of Object.entries(over)) {
      if (key === DELETE_KEY) continue;
      const merged = mergeValue(Object.hasOwn(under, key) ? under[key] : undefined, value, [...path, key]);
      result[key] = merged;
    }
    return result;
  };

  const mergeList = (under: ConfigValue[], over: ConfigDict, path: readonly string[]): ConfigValue[] => {
    const result = [...under];
    for (const [key, value] of Object.entries(over)) {
      if (key === DELETE_KEY) continue;
      const where = path.join('.');
      if (!/^\d+$/.test(key)) {
        throw new ConfigError('MMA_CONFIG_MERGE', `\`${where}\` is a list, which has no key \`${key}\``, {
          hint: `name an item by its index, as in \`${where}.0\`, or replace the list as a whole`,
        });
      }
      const index = Number(key);
      if (index >= under.length) {
        throw new ConfigError(
          'MMA_CONFIG_MERGE',
          `\`${where}\` has ${under.length} items, so there is no item ${index}`,
          {
            hint: under.length > 0 ? `indices go from 0 to ${under.length - 1}` : 'replace the empty list as a whole',
          },
        );
      }
      result[index] = mergeValue(under[index], value, [...path, key]);
    }
    return result;
  };

  const mergeValue = (under: ConfigValue | undefined, over: ConfigValue, path: readonly string[]): ConfigValue => {
    if (isDict(over) && under !== undefined && !over[DELETE_KEY]) {
      if (isDict(under)) return merge(under, over, path);
      if (Array.isArray(under) && options.listKeys) return mergeList(under, over, path);
      const kind = Array.isArray(under) ? 'a list' : under === null ? 'null' : `a ${typeof under}`;
      throw new ConfigError(
        'MMA_CONFIG_MERGE',
        `\`${path.join('.')}\` is a mapping here but ${kind} in what it inherits, so the two cannot be merged`,
        { hint: 'put `_delete_: true` into the mapping to replace the inherited value' },
      );
    }
    const after = options.keepMarkers ? withoutOwnMarker(over, under) : withoutMarkers(over);
    options.onReplace(path, { before: under, after });
    return after;
  };

  return cloneValue(merge(base, override, []));
}

/** Takes the marker off a mapping that replaces something. */
function withoutOwnMarker(over: ConfigValue, under: ConfigValue | undefined): ConfigValue {
  if (!isDict(over) || under === undefined) return over;
  const { [DELETE_KEY]: _, ...rest } = over;
  return rest;
}

/** Drops `_delete_` markers that had nothing to replace. */
export function withoutMarkers(value: ConfigValue): ConfigValue {
  if (Array.isArray(value)) return value.map(withoutMarkers);
  if (!isDict(value)) return value;
  const result: ConfigDict = {};
  for (const [key, child] of Object.entries(value)) if (key !== DELETE_KEY) result[key] = withoutMarkers(child);
  return result;
}
