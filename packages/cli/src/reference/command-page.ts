import type { CommandSpec, OptionSpec } from '../command.js';
import { cell, codeCell, fenced, sentence, table } from './markdown.js';

/** The reference page of the command line, in Markdown, made of the table that also makes the help. */
export function commandPage(specs: readonly CommandSpec[]): string {
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
      ['argument', ''],
      spec.arguments.map(({ usage, description }) => [codeCell(usage), cell(description)]),
    ),
    ...table(
      ['option', ''],
      spec.options.map((option) => [codeCell(option.flags), cell(describe(option))]),
    ),
    'For example:',
    fenced(spec.examples.map((example) => `mma ${example}`)),
  ].join('\n\n');
}

function describe({ description, default: preset, notYet }: OptionSpec): string {
  if (notYet !== undefined) return `${description}. Not built yet: ${notYet}`;
  return preset === undefined ? description : `${description} (default: \`${String(preset)}\`)`;
}
