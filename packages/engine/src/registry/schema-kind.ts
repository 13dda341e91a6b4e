import type { z } from 'zod';
import type { ComponentSource } from './build.js';

/** By definition, which a schema shares with the copies of it that `describe` makes. */
const componentSources = new WeakMap<object, ComponentSource<object> | undefined>();

/** Notes that a schema stands for a component, and where the types in it are looked up; what it holds is another's to translate. */
export function markComponent(schema: z.core.$ZodType, source: ComponentSource<object> | undefined): void {
  componentSources.set(schema._zod.def, source);
}

/** Where the types of a component schema are looked up; undefined where they may be of any kind. */
export function componentSource(schema: z.core.$ZodType): ComponentSource<object> | undefined {
  return componentSources.get(schema._zod.def);
}

/** A schema seen from inside; zod's own types do not list the kinds as one union. */
export type SchemaDef = z.core.$ZodTypes['_zod']['def'];

export function defOf(schema: z.core.$ZodType): SchemaDef {
  return schema._zod.def as SchemaDef;
}

export function isComponentSchema(schema: z.core.$ZodType): boolean {
  return componentSources.has(schema._zod.def);
}

/** An object written in a config, as opposed to an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether a value of this kind (object, array, other) can be what the schema describes; says nothing about what is inside. */
export function fitsKind(schema: z.core.$ZodType, value: unknown): boolean {
  if (isComponentSchema(schema)) return typeof value === 'object' && value !== null && !Array.isArray(value);
  const def = defOf(schema);
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return fitsKind(def.innerType, value);
    case 'lazy':
      return fitsKind(def.getter(), value);
    case 'pipe':
      return fitsKind(defOf(def.in).type === 'transform' ? def.out : def.in, value);
    case 'union':
      return def.options.some((option) => fitsKind(option, value));
    case 'object':
      return isPlainObject(value) && literalsMatch(def.shape, value);
    case 'record':
      return isPlainObject(value);
    case 'array':
    case 'tuple':
      return Array.isArray(value);
    default:
      return !isPlainObject(value) && !Array.isArray(value);
  }
}

/** Whether the schema takes `null` for what it is. */
export function acceptsNull(schema: z.core.$ZodType): boolean {
  if (isComponentSchema(schema)) return false;
  const def = defOf(schema);
  switch (def.type) {
    case 'nullable':
    case 'null':
    case 'any':
    case 'unknown':
    case 'custom':
      return true;
    case 'literal':
      return def.values.includes(null);
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return acceptsNull(def.innerType);
    case 'lazy':
      return acceptsNull(def.getter());
    case 'pipe':
      return defOf(def.in).type === 'transform' || acceptsNull(def.in);
    case 'union':
      return def.options.some(acceptsNull);
    default:
      return false;
  }
}

function literalsMatch(shape: z.core.$ZodLooseShape, value: Record<string, unknown>): boolean {
  return Object.entries(shape).every(([key, schema]) => {
    const def = defOf(schema as z.core.$ZodType);
    return def.type !== 'literal' || !(key in value) || def.values.includes(value[key] as z.core.util.Literal);
  });
}
