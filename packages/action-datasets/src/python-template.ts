/** Position, leading zero, width. */
const FIELD = /^(\d*)(?::(0?)(\d*)[ds]?)?$/;
const FIELDS = /\{\{|\}\}|\{([^{}]*)\}/g;

/**
 * Fills a Python format string with the fields that templates of file names have: `img_{:05}.jpg`, `{}_{:05d}.jpg`,
 * `flow_{0}_{1:05d}.png`.
 *
 * @throws RangeError for a field of another form, or without a value
 */
export function fillTemplate(template: string, ...values: readonly (string | number)[]): string {
  let next = 0;
  return template.replace(FIELDS, (whole: string, field: string | undefined) => {
    if (field === undefined) return whole[0]!;
    const parts = FIELD.exec(field);
    if (parts === null) throw new RangeError(`cannot fill {${field}} of ${template}`);
    const [, position, zero, width] = parts;
    const value = values[position ? Number(position) : next++];
    if (value === undefined) throw new RangeError(`${template} has more fields than the ${values.length} values`);
    const length = Number(width || 0);
    return typeof value === 'number' ? String(value).padStart(length, zero || ' ') : value.padEnd(length);
  });
}

/** The number of values that a template takes; undefined for one that `fillTemplate` cannot fill. */
export function fieldsOf(template: string): number | undefined {
  const fields = [...template.matchAll(FIELDS)].flatMap(([, field]) => (field === undefined ? [] : [field]));
  const parsed = fields.map((field) => FIELD.exec(field));
  if (parsed.includes(null)) return undefined;
  return new Set(parsed.map((parts, i) => parts![1] || String(i))).size;
}

/** A pattern that names made from a template match; text fields take `text`, numbers any digits. */
export function templatePattern(template: string, text?: string): RegExp {
  let isText = text !== undefined;
  const pattern = template
    .split(/(\{\{|\}\}|\{[^{}]*\})/)
    .map((part) => {
      if (part === '{{' || part === '}}') return `\\${part[0]}`;
      if (!/^\{.*\}$/.test(part)) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      if (!isText) return '\\d+';
      isText = false;
      return text!;
    })
    .join('');
  return new RegExp(`^${pattern}$`);
}
