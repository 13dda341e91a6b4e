import type { OutlineEntry } from '@mma/checkpoint';

const maxText = 80;
/** Members of one list that are shown; `--json` shows all. */
const maxListed = 12;

/** The tree of a checkpoint in lines, columns of one group aligned. Python objects are one line each; `--json` shows their parts. */
export function treeLines(entries: readonly OutlineEntry[], indent = ''): string[] {
  const width = Math.min(60, Math.max(0, ...entries.map(({ name }) => name.length)));
  return entries.flatMap((entry) => {
    const line = `${indent}${entry.name.padEnd(width)}  ${describe(entry)}`.trimEnd();
    if (entry.entries === undefined || isShort(entry) || isObject(entry)) return [line];
    const shown = isListed(entry) ? entry.entries.slice(0, maxListed) : entry.entries;
    const hidden = (entry.length ?? 0) - shown.length;
    const rest = hidden > 0 ? [`${indent}  … ${hidden} more`] : [];
    return [line, ...treeLines(shown, `${indent}  `), ...rest];
  });
}

/** Bytes as people say them: `97.5 MB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

function describe(entry: OutlineEntry): string {
  const { type, value, dtype, shape, bytes, length } = entry;
  if (type === 'tensor') return `${dtype} [${shape}]  ${sizeText(bytes ?? 0)}`;
  if (isShort(entry)) return `${type} [${entry.entries!.map((item) => String(item.value)).join(', ')}]`;
  if (isObject(entry)) return type;
  if (length !== undefined) {
    const held = tensorBytes(entry);
    return `${type} of ${length}${held === 0 ? '' : `, ${sizeText(held)}`}`;
  }
  if (bytes !== undefined) return `${type}, ${sizeText(bytes)}`;
  if (value === undefined || value === null) return type;
  return typeof value === 'string' ? oneLine(value) : String(value);
}

/** A list of a few plain values fits into a line. */
function isShort({ entries, type }: OutlineEntry): boolean {
  if (type !== 'list' && type !== 'tuple') return false;
  return entries !== undefined && entries.length <= 8 && entries.every(({ value }) => typeof value === 'number');
}

/** Python's own types have no module in their names. */
function isObject({ type }: OutlineEntry): boolean {
  return type.includes('.');
}

function tensorBytes(entry: OutlineEntry): number {
  if (entry.type === 'tensor') return entry.bytes ?? 0;
  return (entry.entries ?? []).reduce((sum, inner) => sum + tensorBytes(inner), 0);
}

function isListed({ type }: OutlineEntry): boolean {
  return type === 'list' || type === 'tuple' || type === 'set';
}

function oneLine(text: string): string {
  const line = JSON.stringify(text);
  return line.length > maxText ? `${line.slice(0, maxText)}…` : line;
}
