import { isPythonName, pythonLiteral } from './python-literal.js';
import { type ConfigDict, type ConfigValue, isDict } from './values.js';

// MMEngine prints a config as Python source and lets yapf (its pep8 style, 79 columns) lay it out. What follows gives
// the same lines for what configs hold: lists always take one line an item, calls are filled or take one line an argument.
const WIDTH = 79;
const STEP = 4;

/** A value's place: columns its lines are indented by, columns already used on the current line, columns needed after it. */
interface Place {
  readonly indent: number;
  readonly column: number;
  readonly after: number;
}

/** One `key = value` line group per top-level key, sorted, as MMEngine's log shows a config. */
export function prettyText(values: ConfigDict): string {
  return sortedEntries(values)
    .map(([key, value]) => {
      const name = isPythonName(key) ? key : JSON.stringify(key);
      return `${name} = ${layOut(value, { indent: 0, column: name.length + 3, after: 0 })}\n`;
    })
    .join('');
}

function layOut(value: ConfigValue, place: Place): string {
  if (Array.isArray(value)) return layOutList(value, place);
  if (isDict(value)) return layOutDict(value, place);
  return pythonLiteral(value);
}

function layOutList(items: readonly ConfigValue[], { indent }: Place): string {
  if (items.length === 0) return '[]';
  const inner = indent + STEP;
  const lines = items.map(
    (item) => `${' '.repeat(inner)}${layOut(item, { indent: inner, column: inner, after: 1 })},\n`,
  );
  return `[\n${lines.join('')}${' '.repeat(indent)}]`;
}

function layOutDict(value: ConfigDict, place: Place): string {
  const call = callOf(value);
  const flat = flatten(value);
  if (!hasList(value) && place.column + flat.length + place.after <= WIDTH) return flat;

  // A call inside brackets whose text would fit on one line, but for the lists in it, is not opened up: `dict(scale=(`.
  const surrounded = place.indent > 0;
  if (surrounded && place.column + flat.length <= WIDTH && hasList(value)) {
    return call.open + layOutArguments(value, { ...place, column: place.column + call.open.length }) + call.close;
  }

  const indent = place.indent + STEP;
  const margin = `\n${' '.repeat(indent)}`;
  const argumentsLength = flat.length - call.open.length - call.close.length + 1;
  const fill = call.open === 'dict(' && indent + argumentsLength <= WIDTH;
  const after = place.after + call.close.length;
  const body = fill
    ? layOutArguments(value, { indent, column: indent, after })
    : sortedEntries(value)
        .map(([key, child], index, all) => {
          const name = call.name(key);
          const last = index === all.length - 1;
          const column = indent + name.length;
          const room = { indent, column, after: last ? after : 1 };
          const text = layOut(child, room);
          // A string too long for its line moves below its name.
          const below = typeof child === 'string' && column + text.length + room.after > WIDTH;
          return below ? `${name.trimEnd()}${margin}${text}` : `${name}${text}`;
        })
        .join(`,${margin}`);
  return `${call.open}${margin}${body}${call.close}`;
}

/** Arguments one after the other, a new line only where the next does not fit. */
function layOutArguments(value: ConfigDict, place: Place): string {
  let text = '';
  let column = place.column;
  const entries = sortedEntries(value);
  for (const [index, [key, child]] of entries.entries()) {
    const last = index === entries.length - 1;
    const after = last ? place.after : 1;
    const name = `${key}=`;
    const separator = index === 0 ? '' : ', ';
    let argument =
      name + layOut(child, { indent: place.indent, column: column + separator.length + name.length, after });
    const firstLine = argument.split('\n', 1)[0]!;
    const tail = argument.includes('\n') ? 0 : after;
    if (index > 0 && column + separator.length + firstLine.length + tail > WIDTH) {
      argument = name + layOut(child, { indent: place.indent, column: place.indent + name.length, after });
      text += `,\n${' '.repeat(place.indent)}`;
      column = place.indent;
    } else {
      text += separator;
      column += separator.length;
    }
    text += argument;
    const lastBreak = argument.lastIndexOf('\n');
    column = lastBreak === -1 ? column + argument.length : argument.length - lastBreak - 1;
  }
  return text;
}

/** Keys that are no Python names make a mapping a `{…}` display instead of a `dict(…)` call. */
function callOf(value: ConfigDict): { open: string; close: string; name: (key: string) => string } {
  return Object.keys(value).every(isPythonName)
    ? { open: 'dict(', close: ')', name: (key) => `${key}=` }
    : { open: '{', close: '}', name: (key) => `${pythonLiteral(key)}: ` };
}

function flatten(value: ConfigValue): string {
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[${value.map((item) => `${flatten(item)}, `).join('')}]`;
  if (!isDict(value)) return pythonLiteral(value);
  const call = callOf(value);
  const items = sortedEntries(value).map(([key, child]) => call.name(key) + flatten(child));
  return call.open + items.join(', ') + call.close;
}

function hasList(value: ConfigValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isDict(value) && Object.values(value).some(hasList);
}

function sortedEntries(value: ConfigDict): [string, ConfigValue][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
