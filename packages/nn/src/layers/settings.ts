type Setting = number | boolean | readonly number[];

/** Settings in Python's spelling, as `extraRepr` shows them; those that have their default (given third) are left out. */
export function settings(
  first: string,
  rest: readonly (readonly [name: string, value: Setting, preset?: number | boolean])[],
): string {
  const shown = rest
    .filter(([, value, preset]) => ![value].flat().every((each) => each === preset))
    .map(([name, value]) => `${name}=${python(value)}`);
  return [first, ...shown].filter(Boolean).join(', ');
}

function python(value: Setting): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Math.abs(value) < 1e-4 && value !== 0 ? exponent(value) : String(value);
  return `(${value.join(', ')})`;
}

/** `1e-05`, with two digits as Python has them. */
function exponent(value: number): string {
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
