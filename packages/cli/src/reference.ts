import type { CommandSpec, OptionSpec } from './command.js';

/** The reference page of the command line, in Markdown, made of the table that also makes the help. */
export function referenceText(specs: readonly CommandSpec[]): string {
  const head = [
    '# The `mma` command',
    'Made from the table in `packages/cli/src/specs`; `pnpm exec vitest run --project @mma/cli reference -u` makes it anew.',
    'Every command also has `--verbose` (stack traces of errors) and `--help`.',
  ];
  return `${[...head, ...specs.map(section)].join('\n\n')}\n`;
}

function section(spec: CommandSpec): string {
  const usage = ['mma', spec.name, ...spec.arguments.map((argument) => argument.usage), '[options]'].join(' ');
  return [
    `## mma ${spec.name}`,
    sentence(spec.summary),
    fenced([usage]),
    ...table(
      'argument',
      spec.arguments.map(({ usage, description }) => [usage, description]),
    ),
    ...table(
      'option',
      spec.options.map((option) => [option.flags, describe(option)]),
    ),
    'For example:',
    fenced(spec.examples.map((example) => `mma ${example}`)),
  ].join('\n\n');
}

function describe({ description, default: preset, notYet }: OptionSpec): string {
  if (notYet !== undefined) return `${description}. Not built yet: ${notYet}`;
  return preset === undefined ? description : `${description} (default: \`${String(preset)}\`)`;
}

function table(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(([name, text]) => `| \`${name}\` | ${escaped(text)} |`);
  return [[`| ${title} | |`, '|---|---|', ...lines].join('\n')];
}

/** Outside of code, `<` would begin a tag; in a table, `|` would end the cell. */
function escaped(text: string): string {
  const parts = text.split('`').map((part, i) => (i % 2 === 0 ? part.replaceAll('<', '\\<') : part));
  return parts.join('`').replaceAll('|', '\\|');
}

function fenced(lines: readonly string[]): string {
  return ['```', ...lines, '```'].join('\n');
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}
