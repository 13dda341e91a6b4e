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
  walk(value, [], (path) => origins.set(pathKey(path), locate(path)));
  return origins;
}

/** Forgets, in place, the origins at and below `path`, where `value` stood. */
export function dropOrigins(origins: Origins, path: readonly string[], value: ConfigValue): void {
  walk(value, [], (inside) => origins.delete(pathKey([...path, ...inside])));
}

/** Copies, in place, the origins that `from` has for `value` at `at` to `to`. */
export function copyOrigins(
  origins: Origins,
  { from, value, at, to }: { from: Origins; value: ConfigValue; at: readonly string[]; to: readonly string[] },
): void {
  walk(value, [], (inside) => {
    const origin = from.get(pathKey([...at, ...inside]));
    if (origin) origins.set(pathKey([...to, ...inside]), origin);
  });
}

function walk(value: ConfigValue, path: readonly string[], visit: (path: readonly string[]) => void): void {
  visit(path);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) walk(child, [...path, key], visit);
}
