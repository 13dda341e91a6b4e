import type { z } from 'zod';
import { componentSource, defOf, isComponentSchema } from './schema-kind.js';
import { toSnake } from './spelling.js';

/** What values a schema takes from a config, in a few words: `integer ≥ 1`, `list of hook`. */
export function typeText(schema: z.core.$ZodType): string {
  if (isComponentSchema(schema)) return componentSource(schema)?.name ?? 'component';
  const def = defOf(schema);
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return withoutNull(typeText(def.innerType));
    case 'nullable':
      return join([typeText(def.innerType), 'null']);
    case 'pipe':
      return typeText(defOf(def.in).type === 'transform' ? def.out : def.in);
    case 'lazy':
      return typeText(def.getter());
    case 'union':
      return join(def.options.filter((option) => !isInstance(option)).map((option) => typeText(option)));
    case 'literal':
      return join(def.values.map((value) => JSON.stringify(value)));
    case 'enum':
      return join(Object.values(def.entries).map((value) => JSON.stringify(value)));
    case 'number':
      return numberText(def);
    case 'array':
      return `list of ${grouped(typeText(def.element))}`;
    case 'tuple': {
      const items = def.items.map((item) => typeText(item));
      return `[${[...items, ...(def.rest ? [`…${grouped(typeText(def.rest))}`] : [])].join(', ')}]`;
    }
    case 'record':
      return `dict of ${grouped(typeText(def.valueType))}`;
    case 'object': {
      const keys = Object.keys(def.shape);
      return keys.length === 0 ? 'dict' : `{ ${keys.map(toSnake).join(', ')} }`;
    }
    case 'unknown':
    case 'any':
      return 'any';
    case 'custom':
      return 'object';
    default:
      return def.type;
  }
}

function numberText(def: z.core.$ZodNumberDef): string {
  const checks = (def.checks ?? []).map((check) => check._zod.def as Partial<z.core.$ZodCheckGreaterThanDef>);
  const isInteger = [def, ...checks].some((check) => 'format' in check && check.format === 'safeint');
  const bounds = checks.flatMap(({ check, value, inclusive }) => {
    if ((check as string) === 'less_than') return [`${inclusive ? '≤' : '<'} ${value}`];
    return check === 'greater_than' ? [`${inclusive ? '≥' : '>'} ${value}`] : [];
  });
  return [isInteger ? 'integer' : 'number', bounds.join(' and ')].filter(Boolean).join(' ');
}

/** Programs alone can give an instance of a class. */
function isInstance(schema: z.core.$ZodType): boolean {
  return defOf(schema).type === 'custom' && 'Class' in schema._zod.bag;
}

function join(texts: readonly string[]): string {
  return [...new Set(texts.flatMap((text) => text.split(' | ')))].join(' | ');
}

function grouped(text: string): string {
  return text.includes(' | ') ? `(${text})` : text;
}

/** What may be left out may be null too; that need not be said of each. */
function withoutNull(text: string): string {
  return text.replace(/ \| null$/, '');
}
