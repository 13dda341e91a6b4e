import { EngineError } from '../errors.js';

/** One thing that is wrong with a config. */
export interface ConfigIssue {
  /** Where, as the config spells it: `model.cls_head.num_class`; empty for the config itself. */
  path: string;
  problem: 'unknown-type' | 'unknown-option' | 'missing-option' | 'invalid-option';
  /** What was expected and what was found. */
  message: string;
  /** The closest valid name, where a name was probably mistyped. */
  suggestion?: string;
  /** File and line where the value was written, where known: `configs/x.ts:12`. */
  source?: string;
}

/** An issue before its place in the whole config is known: its path is relative to the component that found it. */
export interface LocalIssue extends Omit<ConfigIssue, 'path' | 'source'> {
  path: string[];
  /** The value is of another kind altogether, so another alternative of a union was probably meant. */
  wrongKind?: boolean;
}

/** Where a config stands, for messages. */
export interface ConfigPlace {
  /** Key path of the config in the whole: `model.backbone`. */
  path?: string;
  /** File and line where the value at a key path was written. */
  source?: (path: string) => string | undefined;
  /** The scope in which bare type names are looked up first: the config's `default_scope`. */
  scope?: string | undefined;
}

/** A config that cannot be built; `issues` has every problem found. */
export class RegistryError extends EngineError {
  override readonly name = 'RegistryError';

  constructor(
    code: `MMA_REGISTRY_${string}`,
    message: string,
    readonly issues: readonly ConfigIssue[] = [],
    options: { hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(code, message, options);
  }
}

/** Gives issues their place in the whole config. */
export function placeIssues(issues: readonly LocalIssue[], place: ConfigPlace): ConfigIssue[] {
  return issues.map(({ path: tail, problem, message, suggestion }) => {
    const steps = [...(place.path ? place.path.split('.') : []), ...tail];
    const source = sourceOf(steps, place);
    return {
      path: steps.join('.'),
      problem,
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(source === undefined ? {} : { source }),
    };
  });
}

/** All problems of one config as one error. */
export function issuesError(issues: readonly ConfigIssue[]): RegistryError {
  const lines = issues.map(formatIssue);
  const message =
    lines.length === 1
      ? lines[0]!
      : `${lines.length} problems in the config:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  const unregistered = issues.some((issue) => issue.problem === 'unknown-type' && issue.suggestion === undefined);
  return new RegistryError('MMA_REGISTRY_INVALID_CONFIG', message, issues, {
    hint: unregistered ? 'a type of your own must be registered by a module named in `custom_imports`' : undefined,
  });
}

/** One line: place, file and line, what is wrong, and the closest valid name. */
export function formatIssue(issue: ConfigIssue): string {
  const place = `\`${issue.path || 'config'}\`${issue.source === undefined ? '' : ` (${issue.source})`}`;
  const suggestion = issue.suggestion === undefined ? '' : ` — did you mean \`${issue.suggestion}\`?`;
  return `${place}: ${issue.message}${suggestion}`;
}

// A missing option was written nowhere: the object it is missing from stands in.
function sourceOf(steps: readonly string[], { source }: ConfigPlace): string | undefined {
  for (let length = steps.length; source !== undefined && length > 0; length--) {
    const found = source(steps.slice(0, length).join('.'));
    if (found !== undefined) return found;
  }
  return undefined;
}
