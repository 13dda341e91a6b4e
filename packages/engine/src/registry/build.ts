import type { z } from 'zod';
import { isUserError } from '../errors.js';
import { explain, NESTED, show } from './explain.js';
import { formatIssue, type LocalIssue, placeIssues } from './issues.js';
import { shapesOf } from './option-rows.js';
import { isPlainObject } from './schema-kind.js';
import { inScope } from './scope.js';
import { toSnake } from './spelling.js';
import { translate } from './translate.js';

/** What a config calls a component: its registered `type`, and its options in the config's spelling. */
export interface ComponentConfig {
  type: string;
  [option: string]: unknown;
}

/** A class that a registry can build: it owns the schema of its options (camelCase) and is constructed from them. */
export interface ComponentClass<T extends object> {
  readonly name: string;
  readonly options: z.ZodType;
  new (options: never): T;
}

/** Where `type` names are looked up. */
export interface ComponentSource<T extends object> {
  readonly name: string;
  find(type: string): ComponentClass<T> | undefined;
  names(): string[];
  explainUnknown(type: string): Omit<LocalIssue, 'path'>;
  /** Options that its components may have beside their own. */
  readonly beside?: Beside | undefined;
}

/** Options that components of a registry may have beside those of their class, and what is done with them. */
export interface Beside {
  readonly options: z.ZodObject;
  /** Whether components of a class with this prototype have them. */
  takes(prototype: object): boolean;
  /** Called with a new component and the options that its config has. */
  apply(built: object, options: unknown): void;
}

export type Resolution<T> = { ok: true; value: T } | { ok: false; issues: LocalIssue[] };

/**
 * Checking looks at the whole tree without constructing anything; building constructs. Both run the same schemas, in which
 * nested components resolve themselves, so the mode is the one thing they must know of each other.
 */
type Mode = 'check' | 'build';
let mode: Mode = 'build';

/** Runs `resolve` as a check, and when that finds nothing, as a build. */
export function checkThenBuild<T>(resolve: () => Resolution<T>): Resolution<T> {
  const checked = inMode('check', resolve);
  return checked.ok ? inMode('build', resolve) : checked;
}

export function checkOnly(resolve: () => Resolution<unknown>): LocalIssue[] {
  const checked = inMode('check', resolve);
  return checked.ok ? [] : checked.issues;
}

/** The component a config describes. An instance stands for itself; while checking, a bare object of the class's prototype. */
export function resolveComponent<T extends object>(source: ComponentSource<T>, config: unknown): Resolution<T> {
  if (typeof config === 'object' && config !== null && !isPlainObject(config) && !Array.isArray(config)) {
    return { ok: true, value: config as T };
  }
  const found = resolveOptions(source, config);
  if (!found.ok) return found;
  const { component, options, scope, extra } = found.value;
  if (mode === 'check') return { ok: true, value: Object.create(component.prototype as object) as T };
  try {
    const built = inScope(scope, () => new component(options as never));
    if (extra !== undefined) source.beside?.apply(built, extra);
    return { ok: true, value: built };
  } catch (error) {
    if (!isUserError(error)) throw error;
    const message = error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
    return failed({ path: [], problem: 'invalid-option', message });
  }
}

/** The `type` of a config, and what is written beside it. */
export function resolveType(
  config: unknown,
  kind = 'component',
): Resolution<{ type: string; scope: string | undefined; written: Record<string, unknown> }> {
  if (!isPlainObject(config)) {
    const expected = `expected a ${kind} config with \`type\``;
    return config === undefined
      ? failed({ path: [], problem: 'missing-option', message: `required, ${expected}`, wrongKind: true })
      : failed({ path: [], problem: 'invalid-option', message: `${expected}, found ${show(config)}`, wrongKind: true });
  }
  // A `_delete_` that had nothing to delete is left behind by merging, in OpenMMLab's configs as here.
  const { type, _scope_: given, _delete_, ...written } = config;
  const scope = typeof given === 'string' ? given : undefined;
  if (typeof type === 'string') return { ok: true, value: { type, scope, written } };
  const message = `expected the name of a ${kind}`;
  return type === undefined
    ? failed({ path: ['type'], problem: 'missing-option', message: `required, ${message}` })
    : failed({ path: ['type'], problem: 'invalid-option', message: `${message}, found ${show(type)}` });
}

/** The class a config names, and its options parsed. */
export function resolveOptions<T extends object>(
  source: ComponentSource<T>,
  config: unknown,
): Resolution<{ component: ComponentClass<T>; options: unknown; scope: string | undefined; extra?: unknown }> {
  const typed = resolveType(config, source.name);
  if (!typed.ok) return typed;
  const { type, scope, written } = typed.value;
  const component = inScope(scope, () => source.find(type));
  if (component === undefined) return failed({ path: ['type'], ...source.explainUnknown(type) });
  const { own, extra } = cutBeside(source.beside, component, written);
  const parsed = inScope(scope, () => resolveSchema(component.options, own));
  const parsedExtra = extra === undefined ? undefined : resolveSchema(source.beside!.options, extra);
  if (parsed.ok && parsedExtra === undefined) return { ok: true, value: { component, options: parsed.value, scope } };
  if (parsed.ok && parsedExtra?.ok) {
    return { ok: true, value: { component, options: parsed.value, scope, extra: parsedExtra.value } };
  }
  const issues = [parsed, parsedExtra].flatMap((each) => (each === undefined || each.ok ? [] : each.issues));
  return {
    ok: false,
    issues: issues.map((issue) =>
      issue.problem === 'unknown-option' && issue.path.length === 1
        ? { ...issue, message: issue.message.replace('unknown option', `unknown option of ${type}`) }
        : issue,
    ),
  };
}

/** What is written for the component's class, and what beside it: options of its own go first. */
function cutBeside(
  beside: Beside | undefined,
  component: ComponentClass<object>,
  written: Record<string, unknown>,
): { own: Record<string, unknown>; extra?: Record<string, unknown> } {
  if (beside === undefined || !beside.takes(component.prototype as object)) return { own: written };
  const listed = new Set(shapesOf(component.options).flatMap((shape) => Object.keys(shape)));
  const names = Object.keys(beside.options.shape)
    .filter((name) => !listed.has(name))
    .map(toSnake);
  const isExtra = ([name]: [string, unknown]): boolean => names.includes(name);
  const entries = Object.entries(written);
  if (!entries.some(isExtra)) return { own: written };
  return {
    own: Object.fromEntries(entries.filter((entry) => !isExtra(entry))),
    extra: Object.fromEntries(entries.filter(isExtra)),
  };
}

/** A config value translated and parsed by a schema. */
export function resolveSchema(schema: z.ZodType, config: unknown): Resolution<unknown> {
  const translation = translate(schema, config);
  const parsed = schema.safeParse(translation.value, { reportInput: true });
  if (parsed.success && translation.issues.length === 0) return { ok: true, value: parsed.data };
  const found = parsed.success ? [] : explain(parsed.error.issues, translation.spell);
  return {
    ok: false,
    issues: [...translation.issues, ...found.filter((issue) => !isMisspelled(issue, translation.issues))],
  };
}

/** Reports a nested component's issues to the schema that holds it. */
export function reportNested(issues: readonly LocalIssue[], context: z.core.$RefinementCtx): void {
  const message = placeIssues(issues, {}).map(formatIssue).join('; ');
  context.issues.push({ code: 'custom', message, params: { [NESTED]: issues }, input: undefined });
}

// `num_class` for `num_classes` is one mistake, not an unknown option and a missing one.
function isMisspelled(issue: LocalIssue, unknown: readonly LocalIssue[]): boolean {
  if (issue.problem !== 'missing-option') return false;
  return unknown.some((other) => {
    const meant = [...other.path.slice(0, -1), other.suggestion];
    return meant.length === issue.path.length && meant.every((key, i) => key === issue.path[i]);
  });
}

function failed(issue: LocalIssue): { ok: false; issues: LocalIssue[] } {
  return { ok: false, issues: [issue] };
}

function inMode<T>(wanted: Mode, run: () => T): T {
  const former = mode;
  mode = wanted;
  try {
    return run();
  } finally {
    mode = former;
  }
}
