import type { Config, ConfigValue } from '@mma/config';

/** A value as one line of text. */
export function valueText(value: ConfigValue | undefined): string {
  return value === undefined ? '' : JSON.stringify(value);
}

/** One value of a config, and where it was written. */
export interface PlacedValue {
  path: string;
  value: ConfigValue;
  file?: string;
  line?: number;
}

/** All values of a config in its order, lists and mappings taken apart unless they are empty. */
export function placedValues(config: Config): PlacedValue[] {
  const found: PlacedValue[] = [];
  const walk = (value: ConfigValue, path: readonly string[]): void => {
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    for (const [key, child] of entries) walk(child, [...path, key]);
    if (entries.length === 0) found.push({ path: path.join('.'), value, ...config.origin(path.join('.')) });
  };
  walk(config.values, []);
  return found;
}
