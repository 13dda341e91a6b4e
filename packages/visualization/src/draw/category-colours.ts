/** Told apart also by who sees red and green alike, after Okabe & Ito (2008); dark enough for white letters. */
const COLOURS = [
  '#0072b2',
  '#b36b00',
  '#00795a',
  '#a34d7f',
  '#2b7fa6',
  '#b84a00',
  '#6f6600',
  '#4b3f9e',
  '#7a4a1e',
  '#5f6b76',
] as const;

/** A colour for each name, by order; after ten of them they come again. */
export function categoryColours(names: Iterable<string>): Map<string, string> {
  const unique = [...new Set(names)];
  return new Map(unique.map((name, at) => [name, COLOURS[at % COLOURS.length]!]));
}
