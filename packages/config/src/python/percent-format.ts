import type { Budget } from './budget.js';
import { isNumeric } from './compare.js';
import { formatValue } from './format-spec.js';
import { Refusal } from './refusal.js';
import { pyRepr, pyStr } from './repr.js';
import { PyDict, PyList, PyTuple, type PyValue, typeName } from './values.js';

const CONVERSION = /%(?:\(([^()]*)\))?([-+ #0]*)(\d{0,6})(?:\.(\d{0,3}))?(.)/gsu;

/** `'%s of %03d' % (…)`, and `'%(name)s' % dict`. */
export function percentFormat(template: string, value: PyValue, budget: Budget): string {
  budget.chars(template.length);
  const rest = value instanceof PyTuple ? [...value.items] : [value];
  let usesNames = false;
  const text = template.replace(
    CONVERSION,
    (_, name: string | undefined, flags: string, width: string, precision: string | undefined, type: string) => {
      if (type === '%') return '%';
      let item: PyValue | undefined;
      if (name === undefined) item = rest.shift();
      else {
        usesNames = true;
        if (!(value instanceof PyDict)) throw new Refusal('a format with names needs a mapping on the right of `%`');
        item = value.get(name);
      }
      if (item === undefined) {
        throw new Refusal(
          name === undefined ? 'not enough values for this format' : `the mapping has no key '${name}'`,
        );
      }
      return convert(item, { flags, width, precision, type }, budget);
    },
  );
  if (/%$/.test(template.replace(/%%/g, ''))) throw new Refusal('the format ends in the middle of a conversion');
  if (!usesNames && rest.length > 0 && !(value instanceof PyDict || value instanceof PyList))
    throw new Refusal('more values than this format takes');
  budget.chars(text.length);
  return text;
}

function convert(
  item: PyValue,
  { flags, width, precision, type }: { flags: string; width: string; precision: string | undefined; type: string },
  budget: Budget,
): string {
  const digits = precision === undefined ? '' : `.${precision || 0}`;
  if (type === 's' || type === 'r') {
    const text = type === 's' ? pyStr(item, budget) : pyRepr(item, budget);
    return formatValue(text, `${flags.includes('-') ? '<' : '>'}${width}${digits}`, budget);
  }
  if (!'dieEfFgGxXo'.includes(type)) throw new Refusal(`the conversion \`%${type}\` is not supported`);
  if (!isNumeric(item)) throw new Refusal(`\`%${type}\` needs a number, not a value of type ${typeName(item)}`);
  const isInteger = 'dixXo'.includes(type);
  const number = isInteger && typeof item === 'number' ? BigInt(Math.trunc(item)) : item;
  const align = flags.includes('-') ? '<' : '';
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const zero = flags.includes('0') && !align ? '0' : '';
  const spec = `${align}${sign}${flags.includes('#') ? '#' : ''}${zero}${width}${isInteger ? '' : digits}`;
  return formatValue(number, spec + (type === 'i' ? 'd' : type), budget);
}
