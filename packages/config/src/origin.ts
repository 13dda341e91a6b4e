import type { ConfigValue } from './values.js';

/** Where a value was written. */
export interface Origin {
  /** Absolute path of the file, or `--cfg-options` and the like for values that no file holds. */
  readonly file: string;
  /** 1-based line, where the format tells it (JSON and YAML). */
  readonly line?: number;
}

/** Origins of all values of a config, containers included, keyed by `pathKey`. */
export type Origins = Map<string, Origin>;

// Keys may contain dots (`custom_keys: { 'backbone.layer1': … }`), so paths are joined by a character no key holds.
const SEPARATOR = '\u0000';

export function pathKey(path: readonly string[]): string {
  return path.join(SEPARATOR);
}

/** Origins for a freshly read tree of values: `locate` tells each path's own. */
export function originsOf(value: ConfigValue, locate: (path: readonly string[]) => Origin): Origins {
  const origins: Origins = new Map();
  const walk = (child: ConfigValue, path: readonly string[]): void => {
    origins.set(pathKey(path), locate(path));
    if (typeof child !== 'object' || child === null) return;
    for (const [key, grandchild] of Object.entries(child)) walk(grandchild, [...path, key]);
  };
  walk(value, []);
  return origins;
}

/** Replaces, in place, the origins at and below `path` by those `from` has there. */
export function graftOrigins(origins: Origins, path: readonly string[], from: Origins): void {
  const root = pathKey(path);
  const inside = (key: string): boolean => key === root || key.startsWith(root + SEPARATOR);
  for (const key of origins.keys()) if (inside(key)) origins.delete(key);
  for (const [key, origin] of from) if (inside(key)) origins.set(key, origin);
}

/** Copies, in place, the origins that `from` has below `at` to below `to`; the origin of `to` itself stays. */
export function regraftOrigins(
  origins: Origins,
  { from, at, to }: { from: Origins; at: readonly string[]; to: readonly string[] },
): void {
  const prefix = pathKey(at) + SEPARATOR;
  for (const [key, origin] of from) {
    if (key.startsWith(prefix)) origins.set(pathKey(to) + SEPARATOR + key.slice(prefix.length), origin);
  }
}
