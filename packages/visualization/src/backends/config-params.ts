import type { RunConfig } from '@mma/engine';

/** A config's values by their paths, as texts: `model.backbone.depth` → `50`. */
export function configParams(
  { values }: Pick<RunConfig, 'values'>,
  keys?: readonly string[] | null,
): Record<string, string> {
  const params: Record<string, string> = {};
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
    } else {
      params[path] = typeof value === 'string' ? value : JSON.stringify(value);
    }
  };
  const chosen = keys == null ? values : Object.fromEntries(keys.map((key) => [key, values[key]]));
  walk(chosen, '');
  return params;
}
