const shown = 6;

/** What of a checkpoint has not been written, as the end of a line. */
export function leftOut(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const more = paths.length > shown ? ` and ${paths.length - shown} more` : '';
  return `, without ${paths.slice(0, shown).join(', ')}${more}`;
}
