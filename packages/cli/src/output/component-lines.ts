import type { ComponentDescription, OptionText } from '@mma/engine';

/** Components kind by kind, one line each. */
export function briefLines(components: readonly ComponentDescription[]): string[] {
  return byKind(components, (group) => {
    const width = Math.max(...group.map((component) => named(component).length));
    return group.map((component) => `  ${named(component).padEnd(width)}  ${component.description ?? ''}`.trimEnd());
  });
}

/** Components kind by kind, with all their options. */
export function fullLines(components: readonly ComponentDescription[]): string[] {
  return byKind(components, (group) =>
    group.flatMap((component) => [
      `  ${[named(component), component.description].filter(Boolean).join('  ')}`,
      ...optionLines(component.options),
    ]),
  );
}

function byKind(
  components: readonly ComponentDescription[],
  lines: (group: readonly ComponentDescription[]) => string[],
): string[] {
  const groups = Map.groupBy(components, ({ kind }) => kind);
  return [...groups].flatMap(([kind, group], place) => [...(place === 0 ? [] : ['']), kind, ...lines(group)]);
}

function named({ type, aliases }: ComponentDescription): string {
  return [type, ...aliases].join(', ');
}

function optionLines(options: readonly OptionText[]): string[] {
  const rows = options.map(
    (option) =>
      [option.name, option.type, preset(option), [option.when, option.description].filter(Boolean).join(': ')] as const,
  );
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    `      ${row.map((text, column) => text.padEnd(Math.min(widths[column] ?? 0, 44))).join('  ')}`.trimEnd(),
  );
}

function preset({ required, default: value }: OptionText): string {
  if (required) return 'required';
  return value === undefined ? '' : `= ${JSON.stringify(value)}`;
}
