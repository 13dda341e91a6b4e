import { closestName } from '@mma/config';
import type { z } from 'zod';
import type { LocalIssue } from './issues.js';
import { acceptsNull, defOf, fitsKind, isComponentSchema, isPlainObject } from './schema-kind.js';
import { isCamel, toCamel, toSnake } from './spelling.js';

/** A config value with its option names as code spells them. */
export interface Translation {
  value: unknown;
  /** Option names that the schema does not have; they are left out of `value`. */
  issues: LocalIssue[];
  /** A path into `value` as the config spells it. */
  spell(path: readonly PropertyKey[]): string[];
}

/**
 * Spells the option names of a config as code does (`num_classes` → `numClasses`), following the schema: keys of records are
 * data and stay, nested components are left to their own schemas. `null`, Python's None, counts as absent where an option
 * may be absent but not null.
 */
export function translate(schema: z.core.$ZodType, config: unknown): Translation {
  const walk = new Walk();
  const value = walk.visit(schema, config, []);
  return { value, issues: walk.issues, spell: (path) => spell(path, walk.spelling) };
}

class Walk {
  issues: LocalIssue[] = [];

  /** @param spelling from a key path as code spells it to its last key as the config spells it */
  constructor(readonly spelling = new Map<string, string>()) {}

  visit(schema: z.core.$ZodType, value: unknown, path: readonly string[]): unknown {
    if (value === undefined || isComponentSchema(schema)) return value;
    const def = defOf(schema);
    switch (def.type) {
      case 'optional':
        return value === null && !acceptsNull(def.innerType) ? undefined : this.visit(def.innerType, value, path);
      case 'nullable':
      case 'default':
      case 'prefault':
      case 'nonoptional':
      case 'readonly':
      case 'catch':
        return this.visit(def.innerType, value, path);
      case 'lazy':
        return this.visit(def.getter(), value, path);
      case 'pipe':
        return this.visit(defOf(def.in).type === 'transform' ? def.out : def.in, value, path);
      case 'union':
        return this.visitUnion(def.options, value, path);
      case 'array':
        return Array.isArray(value) ? value.map((item, i) => this.visit(def.element, item, [...path, `${i}`])) : value;
      case 'tuple':
        return Array.isArray(value)
          ? value.map((item, i) => {
              const itemSchema = def.items[i] ?? def.rest;
              return itemSchema ? this.visit(itemSchema, item, [...path, `${i}`]) : item;
            })
          : value;
      case 'record':
        return isPlainObject(value) ? this.visitRecord(def.valueType, value, path) : value;
      case 'object':
        return isPlainObject(value) ? this.visitObject(def, value, path) : value;
      default:
        return value;
    }
  }

  private visitObject(def: z.core.$ZodObjectDef, config: Record<string, unknown>, path: readonly string[]): unknown {
    // Without a prototype: an option named `constructor` that is left out would be found there.
    const translated = Object.create(null) as Record<string, unknown>;
    const takesAnyKey = def.catchall !== undefined && defOf(def.catchall).type !== 'never';
    for (const [key, value] of Object.entries(config)) {
      const camel = toCamel(key);
      // Own keys only: `constructor` is an option of MMEngine's, and a property of every object.
      const option = isCamel(key) || !Object.hasOwn(def.shape, camel) ? undefined : def.shape[camel];
      if (option !== undefined) {
        this.spelling.set(place([...path, camel]), key);
        translated[camel] = this.visit(option, value, [...path, camel]);
      } else if (takesAnyKey) {
        this.spelling.set(place([...path, key]), key);
        translated[key] = value;
      } else {
        this.unknown(key, Object.keys(def.shape).map(toSnake), path);
      }
    }
    return translated;
  }

  private visitRecord(valueType: z.core.$ZodType, config: Record<string, unknown>, path: readonly string[]): unknown {
    const entries = Object.entries(config).map(([key, value]) => {
      this.spelling.set(place([...path, key]), key);
      return [key, this.visit(valueType, value, [...path, key])];
    });
    return Object.fromEntries(entries);
  }

  /** The alternative that the value fits, and among several the one with the fewest unknown names, decides the spelling. */
  private visitUnion(options: readonly z.core.$ZodType[], value: unknown, path: readonly string[]): unknown {
    const trials = options
      .filter((option) => fitsKind(option, value))
      .map((option) => {
        const walk = new Walk(new Map(this.spelling));
        return { walk, value: walk.visit(option, value, path) };
      });
    const best = trials.toSorted((a, b) => a.walk.issues.length - b.walk.issues.length)[0];
    if (best === undefined) return value;
    this.issues.push(...best.walk.issues);
    for (const [key, spelled] of best.walk.spelling) this.spelling.set(key, spelled);
    return best.value;
  }

  private unknown(key: string, valid: string[], path: readonly string[]): void {
    const suggestion = closestName(key, valid);
    const names = valid.length === 0 ? 'it takes none' : `it takes ${valid.map((name) => `\`${name}\``).join(', ')}`;
    this.issues.push({
      path: [...spell(path, this.spelling), key],
      problem: 'unknown-option',
      message: suggestion === undefined ? `unknown option (${names})` : 'unknown option',
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
}

function spell(path: readonly PropertyKey[], spelling: ReadonlyMap<string, string>): string[] {
  const keys = path.map(String);
  return keys.map((key, i) => spelling.get(place(keys.slice(0, i + 1))) ?? toSnake(key));
}

function place(path: readonly string[]): string {
  return path.join('\0');
}
