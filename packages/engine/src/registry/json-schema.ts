import { z } from 'zod';
import type { ComponentClass, ComponentSource } from './build.js';
import { acceptsNull, componentSource, defOf, isComponentSchema } from './schema-kind.js';
import { toSnake } from './spelling.js';

/** A JSON Schema (draft 2020-12). */
export type JsonSchema = { [keyword: string]: unknown };

export interface JsonSchemaOptions {
  /** What the components of a kind may have beside their own options (hooks: `priority`), in code's spelling. */
  beside?: (source: ComponentSource<object>) => z.ZodObject | undefined;
}

/**
 * What a config may hold, as JSON Schema, for editors: option names in the configs' spelling, and in place of each component all
 * registered types with their options.
 *
 * It describes a file as it is written, so nothing is required: what a file leaves out it may inherit. Whether something is
 * missing shows when the whole is validated.
 */
export function jsonSchemaOf(schema: z.ZodType, options: JsonSchemaOptions = {}): JsonSchema {
  const writer = new Writer(options);
  const root = writer.write(schema);
  writer.finish();
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...root, $defs: writer.defs };
}

class Writer {
  readonly defs: Record<string, JsonSchema> = {};
  readonly #kinds = new Map<ComponentSource<object>, string>();
  readonly #types = new Map<string, ComponentClass<object>>();
  readonly #beside = new Map<z.ZodObject, JsonSchema>();
  #recursive = 0;

  constructor(private readonly options: JsonSchemaOptions) {}

  write(schema: z.ZodType): JsonSchema {
    const {
      $schema: _,
      $defs,
      ...written
    } = z.toJSONSchema(schema, {
      io: 'input',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => this.adapt(zodSchema, jsonSchema as JsonSchema),
    });
    return tidy($defs === undefined ? written : this.hoist(written, $defs as Record<string, JsonSchema>)) as JsonSchema;
  }

  /** Schemas that contain themselves, or have an `id`, are referred to by names; they move to the root, where references point. */
  private hoist(written: unknown, own: Readonly<Record<string, JsonSchema>>): unknown {
    const nameOf = (name: string) => (name.startsWith('__') ? `recursive_${this.#recursive++}` : name);
    const names = new Map(Object.keys(own).map((name) => [`#/$defs/${name}`, nameOf(name)]));
    const renamed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(renamed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => {
          const name = key === '$ref' ? names.get(inner as string) : undefined;
          return [key, name === undefined ? renamed(inner) : `#/$defs/${name}`];
        }),
      );
    };
    for (const [name, schema] of Object.entries(own)) {
      this.defs[names.get(`#/$defs/${name}`)!] = tidy(renamed(schema)) as JsonSchema;
    }
    return renamed(written);
  }

  /** Kinds are written when they are first referred to, and may refer to further ones. */
  finish(): void {
    for (const [source, name] of this.#kinds) {
      const types = source.names().map((type) => ({ $ref: this.typeRef(source, type) }));
      this.defs[name] = types.length > 0 ? { anyOf: types } : { type: 'object' };
    }
  }

  private adapt(schema: z.core.$ZodType, written: JsonSchema): void {
    if (isComponentSchema(schema)) {
      const source = componentSource(schema);
      for (const keyword of Object.keys(written)) if (keyword !== 'description') delete written[keyword];
      Object.assign(written, source === undefined ? { type: 'object' } : { $ref: this.kindRef(source) });
      return;
    }
    const def = defOf(schema);
    if (def.type === 'object') adaptObject(def, written);
    // Zod's own names of formats say nothing to others; the pattern does.
    if ('pattern' in written) delete written['format'];
    // An instance of a class can be given by programs alone.
    if (def.type === 'custom' && 'Class' in schema._zod.bag) written['not'] = {};
    // A default that is an object is spelled as in code, or an instance.
    if (typeof written['default'] === 'object' && !Array.isArray(written['default'])) delete written['default'];
  }

  /** References to options that many components have in common: written once, for they can be long. */
  private besideRefs(beside: z.ZodObject): JsonSchema {
    let refs = this.#beside.get(beside);
    if (refs === undefined) {
      refs = {};
      const written = this.write(beside)['properties'] as Record<string, JsonSchema>;
      for (const key of Object.keys(beside.shape).map(toSnake)) {
        this.defs[`beside.${key}`] = written[key]!;
        refs[key] = { $ref: `#/$defs/beside.${key}` };
      }
      this.#beside.set(beside, refs);
    }
    return refs;
  }

  private kindRef(source: ComponentSource<object>): string {
    const name = source.name.replaceAll(' ', '_');
    this.#kinds.set(source, name);
    return `#/$defs/${name}`;
  }

  private typeRef(source: ComponentSource<object>, type: string): string {
    const component = source.find(type)!;
    // Two kinds may each have a type of one name.
    const name =
      (this.#types.get(type) ?? component) === component ? type : `${source.name.replaceAll(' ', '_')}.${type}`;
    if (!this.#types.has(name)) {
      this.#types.set(name, component);
      const beside = this.options.beside?.(source);
      this.defs[name] = typed(this.write(component.options), type, beside && this.besideRefs(beside));
    }
    return `#/$defs/${name}`;
  }
}

/** The schema of a component's options, with what stands beside them. */
function typed(own: JsonSchema, type: string, extra: JsonSchema = {}): JsonSchema {
  for (const keyword of ['anyOf', 'oneOf']) {
    const options = own[keyword];
    if (Array.isArray(options)) return { ...own, [keyword]: options.map((option) => typed(option, type, extra)) };
  }
  const properties = {
    type: { const: type },
    ...(own['properties'] as JsonSchema),
    ...extra,
    _scope_: { type: 'string' },
  };
  return { ...own, properties };
}

function adaptObject(def: z.core.$ZodObjectDef, written: JsonSchema): void {
  const properties: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(def.shape)) {
    const own = (written['properties'] as Record<string, unknown>)[key];
    const nullable = defOf(inner).type === 'optional' && !acceptsNull(inner);
    properties[toSnake(key)] = nullable ? { anyOf: [own, { type: 'null' }] } : own;
  }
  written['properties'] = properties;
  delete written['required'];
  if (def.catchall !== undefined && defOf(def.catchall).type !== 'never') return;
  written['additionalProperties'] = false;
  properties['_delete_'] = { type: 'boolean' };
}

/** Leaves out alternatives that a config cannot write, and the bounds that every whole number has. */
function tidy(written: unknown): unknown {
  if (Array.isArray(written)) return written.map(tidy);
  if (typeof written !== 'object' || written === null) return written;
  const entries = Object.entries(written).filter(
    ([, value]) => value !== Number.MAX_SAFE_INTEGER && value !== Number.MIN_SAFE_INTEGER,
  );
  const { anyOf, ...rest } = Object.fromEntries(entries.map(([key, value]) => [key, tidy(value)]));
  if (!Array.isArray(anyOf)) return anyOf === undefined ? rest : { anyOf, ...rest };
  const possible = anyOf.filter((option: JsonSchema) => option['not'] === undefined);
  return possible.length === 1 ? { ...(possible[0] as JsonSchema), ...rest } : { ...rest, anyOf: possible };
}
