import type { Budget } from './budget.js';
import { formatValue } from './format-spec.js';
import { Refusal } from './refusal.js';
import { pyRepr, pyStr } from './repr.js';
import { itemOf } from './subscript.js';
import { type Call, PyDict, type PyValue } from './values.js';

/** `'{} {0} {name[key].key!r:>8}'.format(…)`. */
export function strFormat(template: string, call: Call): string {
  const { budget } = call;
  budget.chars(template.length);
  let next = 0;
  const automatic = (): PyValue => argument(call, next++);
  let text = '';
  let index = 0;
  while (index < template.length) {
    const char = template[index]!;
    if ((char === '{' || char === '}') && template[index + 1] === char) {
      text += char;
      index += 2;
    } else if (char === '}') {
      throw new Refusal('a single `}` in a format', 'write `}}` for a brace');
    } else if (char === '{') {
      const end = closing(template, index);
      text += field(template.slice(index + 1, end), call, automatic);
      index = end + 1;
    } else {
      text += char;
      index++;
    }
  }
  budget.chars(text.length);
  return text;
}

/** `!r` and `!s`. */
export function convertValue(value: PyValue, conversion: string, budget: Budget): PyValue {
  if (conversion === '') return value;
  if (conversion === 'r') return pyRepr(value, budget);
  if (conversion === 's') return pyStr(value, budget);
  throw new Refusal(`the conversion \`!${conversion}\` is not supported`, 'supported are `!r` and `!s`');
}

function field(text: string, call: Call, automatic: () => PyValue): string {
  const [, name, conversion, spec] = /^([^!:]*)(?:!([^:]*))?(?::(.*))?$/s.exec(text)!;
  const value = convertValue(lookUp(name!, call, automatic), conversion ?? '', call.budget);
  // A specification may hold fields itself: `{:>{width}}`.
  const inner = (spec ?? '').replace(/\{([^{}]*)\}/g, (_, nested: string) =>
    pyStr(lookUp(nested, call, automatic), call.budget),
  );
  return formatValue(value, inner, call.budget);
}

function lookUp(name: string, call: Call, automatic: () => PyValue): PyValue {
  const [, root, path] = /^([^.[]*)(.*)$/s.exec(name)!;
  let value: PyValue;
  if (root === '') value = automatic();
  else if (/^\d{1,6}$/.test(root!)) value = argument(call, Number(root));
  else {
    const named = call.named.get(root!);
    if (named === undefined) throw new Refusal(`format() was given no argument named '${root}'`);
    value = named;
  }
  for (const [step, key, attribute] of path!.matchAll(/\[([^\]]*)\]|\.([^.[]+)|[\s\S]/g)) {
    if (attribute !== undefined && value instanceof PyDict) value = itemOf(value, attribute, call.budget);
    else if (key !== undefined) value = itemOf(value, /^\d{1,6}$/.test(key) ? BigInt(key) : key, call.budget);
    else throw new Refusal(`\`${step}\` is out of place in the format field {${name}}`);
  }
  return value;
}

function argument(call: Call, index: number): PyValue {
  const value = call.args[index];
  if (value === undefined) throw new Refusal(`format() was given ${call.args.length} values, the format wants more`);
  return value;
}

function closing(template: string, start: number): number {
  let depth = 0;
  for (let index = start; index < template.length; index++) {
    if (template[index] === '{') depth++;
    else if (template[index] === '}' && --depth === 0) return index;
  }
  throw new Refusal('a `{` in a format is not closed', 'write `{{` for a brace');
}
