import { ConfigError } from './errors.js';
import type { ConfigDict, ConfigValue } from './values.js';

/**
 * Reads `key=value` overrides as MMEngine's `--cfg-options` does: `a.b=1 c=[x,y] d.0.e=true`.
 *
 * Keys are split at dots. Values are integers, floats, `true`/`false`, `none`/`null` (any case), lists in `[…]` or `(…)` or bare
 * with commas, nested as deep as one likes; everything else is a string. Quotes around a scalar make it a string whatever it looks
 * like, and keep its commas and spaces; quotes around a whole list are taken off. Unlike MMEngine, spaces inside strings survive.
 *
 * @returns a nested mapping for `mergeConfig`; list indices appear in it as keys `'0'`, `'1'`, …
 * @throws {ConfigError} `MMA_CONFIG_OPTION` for an option without `=`, an empty key, unbalanced brackets, or two options that collide.
 */
export function parseCfgOptions(options: readonly string[]): ConfigDict {
  const flat: ConfigDict = {};
  for (const option of options) {
    const equals = option.indexOf('=');
    if (equals < 1) {
      throw new ConfigError(
        'MMA_CONFIG_OPTION',
        `cannot read the override \`${option}\`: it is not of the form key=value`,
        {
          hint: 'write for example `train_dataloader.batch_size=4`, without spaces around `=`',
        },
      );
    }
    flat[option.slice(0, equals).trim()] = parseValue(option.slice(equals + 1), option);
  }
  return expandKeys(flat);
}

/** Turns dotted keys into nested mappings: `{ 'a.b': 1 }` becomes `{ a: { b: 1 } }`. Later keys win over earlier ones. */
export function expandKeys(flat: ConfigDict): ConfigDict {
  const result: ConfigDict = {};
  for (const [dotted, value] of Object.entries(flat)) {
    const path = dotted.split('.');
    if (path.some((key) => key === '' || key === '__proto__')) {
      throw new ConfigError('MMA_CONFIG_OPTION', `\`${dotted}\` is no key path`, {
        hint: 'write for example `model.cls_head.num_classes`',
      });
    }
    let parent = result;
    for (const key of path.slice(0, -1)) {
      const existing = Object.hasOwn(parent, key) ? parent[key] : undefined;
      if (existing !== undefined && (typeof existing !== 'object' || existing === null || Array.isArray(existing))) {
        throw new ConfigError(
          'MMA_CONFIG_OPTION',
          `\`${dotted}\` reaches into \`${key}\`, which another override sets to a plain value`,
        );
      }
      const next: ConfigDict = existing ?? {};
      parent[key] = next;
      parent = next;
    }
    parent[path.at(-1)!] = value;
  }
  return result;
}

function parseValue(source: string, option: string): ConfigValue {
  const text = source.trim();
  const quoted = unquote(text);
  if (quoted !== undefined) return bracketed(quoted) === undefined ? quoted : parseValue(quoted, option);
  const inside = bracketed(text);
  const items = splitAtCommas(inside ?? text, option);
  if (inside === undefined && items.length === 1) return parseScalar(text);
  // A trailing comma, as in Python's `(1,)`, adds no item.
  if (items.at(-1)!.trim() === '') items.pop();
  return items.map((item) => parseValue(item, option));
}

function unquote(text: string): string | undefined {
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || text.at(-1) !== quote) return undefined;
  const inner = text.slice(1, -1);
  return inner.includes(quote) ? undefined : inner;
}

/** The inside of `[…]` or `(…)`, where the first bracket is closed by the last character. */
function bracketed(text: string): string | undefined {
  if (!/^(\[.*\]|\(.*\))$/s.test(text)) return undefined;
  let depth = 0;
  let quote = '';
  for (const [index, char] of [...text].entries()) {
    if (quote) quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '[' || char === '(') depth++;
    else if (char === ']' || char === ')') depth--;
    if (depth === 0 && index < [...text].length - 1) return undefined;
  }
  return text.slice(1, -1);
}

function splitAtCommas(text: string, option: string): string[] {
  const items: string[] = [];
  const open: string[] = [];
  let quote = '';
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    if (quote) quote = char === quote ? '' : quote;
    // An apostrophe within a word is no quote.
    else if ((char === '"' || char === "'") && text.slice(start, index).trim() === '') quote = char;
    else if (char === '[' || char === '(') open.push(char === '[' ? ']' : ')');
    else if (char === ']' || char === ')') {
      if (open.pop() !== char) throw unbalanced(option);
    } else if (char === ',' && open.length === 0) {
      items.push(text.slice(start, index));
      start = index + 1;
    }
  }
  if (open.length > 0 || quote) throw unbalanced(option);
  return [...items, text.slice(start)];
}

function unbalanced(option: string): ConfigError {
  return new ConfigError(
    'MMA_CONFIG_OPTION',
    `cannot read the override \`${option}\`: its brackets or quotes do not match`,
    {
      hint: 'quote lists for the shell, as in `--cfg-options "scales=[1,0.875]"`',
    },
  );
}

function parseScalar(text: string): ConfigValue {
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false') return false;
  if (lower === 'none' || lower === 'null') return null;
  if (/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+)(e[+-]?\d+)?$/.test(lower)) return Number(lower.replaceAll('_', ''));
  if (/^[+-]?(inf|infinity)$/.test(lower)) return lower.startsWith('-') ? -Infinity : Infinity;
  return text;
}
