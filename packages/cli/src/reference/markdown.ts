/** A table of code and text; nothing where there are no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const rule = `|${head.map(() => '---').join('|')}|`;
  return [[line(head), rule, ...rows.map(line)].join('\n')];
}

function line(cells: readonly string[]): string {
  return `|${cells.map((text) => (text === '' ? ' ' : ` ${text} `)).join('|')}|`;
}

/** Text within a table: outside of code, `<` would begin a tag; everywhere, `|` would end the cell. */
export function cell(text: string): string {
  const parts = text.split('`').map((part, i) => (i % 2 === 0 ? part.replaceAll('<', '\\<') : part));
  return parts.join('`').replaceAll('|', '\\|');
}

/** Code within a table. */
export function codeCell(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

export function fenced(lines: readonly string[]): string {
  return ['```', ...lines, '```'].join('\n');
}

export function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
