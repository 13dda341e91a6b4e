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
  const flat = flatten(value);
  const fits = place.column + flat.length <= WIDTH;
  if (!hasList(value) && place.column + flat.length + place.after <= WIDTH) return flat;
  if (!isCall(value)) {
    return layOutLines(value, { ...place, open: 'dict({', close: `\n${' '.repeat(place.indent)}})` });
  }

  // A call that would fit on one line, but for the lists in it, is not opened up where brackets surround it: `dict(scale=(`.
  // Nor is one whose only argument is a list.
  if ((place.indent > 0 && fits && hasList(value)) || isListInCalls(value)) {
    return `dict(${layOutArguments(value, { ...place, column: place.column + 'dict('.length })})`;
  }
  const indent = place.indent + STEP;
  const argumentsLength = flat.length - 'dict('.length;
  if (indent + argumentsLength > WIDTH) return layOutLines(value, { ...place, open: 'dict(', close: ')' });
  const filled = layOutArguments(value, { indent, column: indent, after: place.after + 1 });
  return `dict(\n${' '.repeat(indent)}${filled})`;
}

/** One line an argument. */
function layOutLines(value: ConfigDict, { open, close, ...place }: Place & { open: string; close: string }): string {
  const indent = place.indent + STEP;
  const margin = `\n${' '.repeat(indent)}`;
  const entries = sortedEntries(value);
  let closing = close;
  const lines = entries.map(([key, child], index) => {
    const name = nameOf(key, value);
    const after = index < entries.length - 1 ? 1 : close.startsWith('\n') ? 0 : place.after + close.length;
    let column = indent + name.length;
    const text = layOut(child, { indent, column, after });
    if (typeof child !== 'string') return name + text;
    // A string too long for its line moves below its name, and closing brackets with no room left move below the string.
    const below = column + text.length > WIDTH;
    if (below) column = indent;
    if (after > 1 && column + text.length + after > WIDTH) closing = `\n${' '.repeat(place.indent)}${close}`;
    return below ? `${name.trimEnd()}${margin}${text}` : name + text;
  });
  return `${open}${margin}${lines.join(`,${margin}`)}${closing}`;
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

/** Whether all keys can be written as keywords of `dict(…)`; otherwise the mapping is written as `dict({…})`. */
function isCall(value: ConfigDict): boolean {
  return Object.keys(value).every(isPythonName);
}

function nameOf(key: string, owner: ConfigDict): string {
  return isCall(owner) ? `${key}=` : `${pythonLiteral(key)}: `;
}

function flatten(value: ConfigValue): string {
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[${value.map((item) => `${flatten(item)}, `).join('')}]`;
  if (!isDict(value)) return pythonLiteral(value);
  const items = sortedEntries(value).map(([key, child]) => nameOf(key, value) + flatten(child));
  return isCall(value) ? `dict(${items.join(', ')})` : `dict({${items.join(', ')}})`;
}

/** True for `dict(a=[…])`, `dict(a=dict(b=[…]))` and so on. */
function isListInCalls(value: ConfigValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (!isDict(value) || !isCall(value)) return false;
  const children = Object.values(value);
  return children.length === 1 && isListInCalls(children[0]!);
}

function hasList(value: ConfigValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isDict(value) && Object.values(value).some(hasList);
}

function sortedEntries(value: ConfigDict): [string, ConfigValue][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
