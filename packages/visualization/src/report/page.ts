import { escapeMarkup } from '../draw/escape-markup.js';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2733; --paper: #ffffff; --soft: #5b6b7c; --line: #dfe5eb; --bar: #1f7ae0; --bad: #c2410c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4eaf1; --paper: #12171e; --soft: #9aa9b8; --line: #2c3744; --bar: #4c9bf0; --bad: #fb923c; } }
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: var(--ink); background: var(--paper); font: 15px/1.5 system-ui, 'Noto Sans', sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
p.note { color: var(--soft); } svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; } th, td { padding: .25rem .75rem .25rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 500; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
a { color: var(--bar); } dl { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; } dt { color: var(--soft); } dd { margin: 0; font-size: 1.4rem; }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1.25rem; }
figure { margin: 0; } figure img { width: 100%; border-radius: 4px; display: block; } figcaption { font-size: .85rem; overflow-wrap: anywhere; }
.bar { display: inline-block; height: .7rem; min-width: 1px; background: var(--bar); border-radius: 2px; }
.wrong { color: var(--bad); }
`;

/** A page that needs nothing but itself: no script, no address of anything. `body` is markup. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeMarkup(title)}</h1>
${body}
</body>
</html>
`;
}

/** A column's head, and whether it holds numbers. */
export type Column = string | { readonly head: string; readonly isNumber: true };

/** A table; cells are markup. */
export function htmlTable(columns: readonly Column[], rows: readonly (readonly (string | number)[])[]): string {
  const mark = columns.map((column) => (typeof column === 'string' ? '' : ' class="n"'));
  const heads = columns.map((column, i) => {
    const head = typeof column === 'string' ? column : column.head;
    return `<th scope="col"${mark[i]}>${escapeMarkup(head)}</th>`;
  });
  const lines = rows.map((row) => `<tr>${row.map((cell, i) => `<td${mark[i]}>${cell}</td>`).join('')}</tr>`);
  return `<table>\n<thead><tr>${heads.join('')}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody>\n</table>`;
}
