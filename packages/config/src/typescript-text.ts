import { type ConfigDict, type ConfigValue, isDict } from './values.js';

const WIDTH = 100;

/** A config as the text of a TypeScript module with `defineConfig`. */
export function typescriptText(values: ConfigDict): string {
  return `import { defineConfig } from '@mma/config';\n\nexport default defineConfig(${layOut(values, { indent: 0, column: 29 })});\n`;
}

/** On one line where it fits, else one line an entry. */
function layOut(value: ConfigValue, place: { indent: number; column: number }): string {
  if (typeof value !== 'object' || value === null) return literal(value);
  const flat = flatten(value);
  if (place.indent > 0 && place.column + flat.length < WIDTH) return flat;
  const indent = place.indent + 2;
  const margin = ' '.repeat(indent);
  const lines = Array.isArray(value)
    ? value.map((item) => `${margin}${layOut(item, { indent, column: indent })},\n`)
    : Object.entries(value).map(([key, child]) => {
        const name = `${keyText(key)}: `;
        return `${margin}${name}${layOut(child, { indent, column: indent + name.length })},\n`;
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join('')}${' '.repeat(place.indent)}${close}`;
}

function flatten(value: ConfigValue): string {
  if (Array.isArray(value)) return `[${value.map(flatten).join(', ')}]`;
  if (!isDict(value)) return literal(value);
  const entries = Object.entries(value).map(([key, child]) => `${keyText(key)}: ${flatten(child)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function keyText(key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : literal(key);
}

function literal(value: null | boolean | number | string): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'string') return String(value);
  const text = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"');
  return value.includes("'") && !value.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
}
