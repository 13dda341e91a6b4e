import type { z } from 'zod';
import { typeText } from './option-type.js';
import { componentSource, defOf, isComponentSchema, isPlainObject } from './schema-kind.js';
import { toSnake } from './spelling.js';

/** One option as configs spell it; those of an object within follow it, as `clip_grad.max_norm`. */
export interface OptionText {
  name: string;
  /** What it may be: `integer ≥ 1`, `"mean" | "max"`, `list of transform`. */
  type: string;
  required: boolean;
  /** What holds where it is left out, where that is a plain value. */
  default?: unknown;
  description?: string;
  /** Of options that choose between kinds (`op`), which choice this one belongs to: `op: "Resize"`. */
  when?: string;
}

/** The options of a schema in the order in which they were written; none where it describes no object. */
export function optionRows(schema: z.core.$ZodType, prefix = ''): OptionText[] {
  const choice = choiceOf(schema);
  if (choice !== undefined) return rowsOfChoice(choice, prefix);
  const rows = new Map<string, OptionText>();
  for (const shape of shapesOf(schema)) {
    for (const [key, option] of Object.entries(shape)) {
      const name = `${prefix}${toSnake(key)}`;
      // An option that several alternatives have is told once, of the first.
      if (rows.has(name)) continue;
      rows.set(name, rowOf(name, option));
      for (const inner of optionRows(option, `${name}.`)) rows.set(inner.name, inner);
    }
  }
  return [...rows.values()];
}

/** The kinds of which one option, the discriminator, chooses: through what wraps them. */
function choiceOf(schema: z.core.$ZodType): z.core.$ZodDiscriminatedUnionDef | undefined {
  if (isComponentSchema(schema)) return undefined;
  const def = defOf(schema);
  if (def.type === 'pipe') return choiceOf(defOf(def.in).type === 'transform' ? def.out : def.in);
  return def.type === 'union' && 'discriminator' in def ? (def as z.core.$ZodDiscriminatedUnionDef) : undefined;
}

function rowsOfChoice({ discriminator, options }: z.core.$ZodDiscriminatedUnionDef, prefix: string): OptionText[] {
  const key = `${prefix}${toSnake(discriminator)}`;
  const kinds = options.map((option) => {
    const rows = optionRows(option, prefix);
    return { name: rows.find(({ name }) => name === key)?.type ?? '', rows: rows.filter(({ name }) => name !== key) };
  });
  return [
    { name: key, type: kinds.map(({ name }) => name).join(' | '), required: true },
    ...kinds.flatMap(({ name, rows }) => rows.map((row) => ({ ...row, when: `${key}: ${name}` }))),
  ];
}

function rowOf(name: string, schema: z.core.$ZodType): OptionText {
  const { description, preset } = peel(schema);
  return {
    name,
    type: typeText(schema),
    required: schema._zod.optin === undefined,
    ...(preset === undefined ? {} : { default: preset }),
    ...(description === undefined ? {} : { description }),
  };
}

/** The shapes of the objects that a schema takes: more than one where there are alternatives. */
export function shapesOf(schema: z.core.$ZodType): z.core.$ZodLooseShape[] {
  if (isComponentSchema(schema)) return [];
  const def = defOf(schema);
  switch (def.type) {
    case 'object':
      return [def.shape];
    case 'union':
      return def.options.flatMap((option) => shapesOf(option));
    case 'pipe':
      return shapesOf(defOf(def.in).type === 'transform' ? def.out : def.in);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
      return shapesOf(def.innerType);
    default:
      return [];
  }
}

/** The outermost description and default of a schema, through what wraps it. */
function peel(schema: z.core.$ZodType): { description?: string; preset?: unknown } {
  const own = (schema as z.ZodType).description;
  const described = own === undefined ? {} : { description: own };
  if (isComponentSchema(schema)) return described;
  const def = defOf(schema);
  switch (def.type) {
    case 'default':
    case 'prefault': {
      const preset = plain(def.defaultValue, componentSource(def.innerType) !== undefined);
      return { ...peel(def.innerType), ...described, ...(preset === undefined ? {} : { preset }) };
    }
    case 'optional':
    case 'nullable':
    case 'nonoptional':
    case 'readonly':
      return { ...peel(def.innerType), ...described };
    case 'pipe':
      return { ...peel(defOf(def.in).type === 'transform' ? def.out : def.in), ...described };
    default:
      return described;
  }
}

/** A default as a config would write it; nothing for an instance, or for an object that only stands for its own defaults. */
function plain(value: unknown, isConfig: boolean): unknown {
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object') ? value : undefined;
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (!isPlainObject(value) || Object.keys(value).length === 0) return undefined;
  const spelled = Object.entries(value).map(([key, item]) => [isConfig ? key : toSnake(key), item]);
  return Object.fromEntries(spelled);
}
