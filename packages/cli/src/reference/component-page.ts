import type { ComponentDescription, OptionText } from '@mma/engine';
import { cell, codeCell, sentence, table } from './markdown.js';
import type { PagePlan } from './page-plan.js';

/** How a reference page is made anew; said on the pages, and by the test that finds one stale. */
export const UPDATE = 'pnpm exec vitest run --project @mma/cli reference -u';

/** The reference page of some kinds of components, in Markdown, made from the schemas of their options. */
export function componentPage({ title, about }: PagePlan, components: readonly ComponentDescription[]): string {
  const kinds = [...new Set(components.map(({ kind }) => kind))];
  const head = [`# ${title}`, `Made from the schemas of the components' options by \`${UPDATE}\`.`, about];
  const sections = kinds.flatMap((kind) => [
    ...(kinds.length > 1 ? [`# ${sentence(kind).slice(0, -1)}`] : []),
    ...components.filter((component) => component.kind === kind).map(section),
  ]);
  return `${[...head, ...sections].join('\n\n')}\n`;
}

function section({ type, aliases, description, options }: ComponentDescription): string {
  const rows = options.map((option) => [
    codeCell(option.name),
    codeCell(option.type),
    preset(option),
    [
      ...(option.when === undefined ? [] : [codeCell(option.when)]),
      ...(option.description ? [cell(option.description)] : []),
    ].join(': '),
  ]);
  return [
    `## ${type}`,
    ...(description === undefined ? [] : [sentence(description)]),
    ...(aliases.length === 0 ? [] : [`Also named ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`]),
    ...(rows.length === 0 ? ['It has no options.'] : table(['option', 'takes', 'default', ''], rows)),
  ].join('\n\n');
}

function preset(option: OptionText): string {
  if (option.required) return 'required';
  return option.default === undefined ? '' : codeCell(JSON.stringify(option.default));
}
