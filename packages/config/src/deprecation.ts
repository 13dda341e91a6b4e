import { ConfigError } from './errors.js';
import type { Layer } from './layer.js';
import { isDict } from './values.js';

const KEY = '_deprecation_';

/**
 * Takes `_deprecation_: { expected, reference }` out of a config and warns, through Node's own warnings, that the file is on its
 * way out and what to use instead.
 */
export function takeDeprecation(layer: Layer, file: string): Layer {
  const { [KEY]: notice, ...values } = layer.values;
  if (notice === undefined) return layer;
  if (!isDict(notice)) {
    throw new ConfigError('MMA_CONFIG_VALUE', `${file}: \`${KEY}\` is a mapping with \`expected\` and \`reference\``);
  }
  const expected = notice['expected'] === undefined ? '' : `; use ${String(notice['expected'])} instead`;
  const reference = notice['reference'] === undefined ? '' : ` (see ${String(notice['reference'])})`;
  process.emitWarning(`the config ${file} is deprecated${expected}${reference}`, {
    type: 'DeprecationWarning',
    code: 'MMA_CONFIG_DEPRECATED',
  });
  return { ...layer, values };
}
