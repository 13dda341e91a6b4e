import { closestName } from '@mma/config';
import type { z } from 'zod';
import type { LocalIssue } from './issues.js';

type ZodIssue = z.core.$ZodIssue;

/** What a nested component found wrong, carried through the parent's schema. */
export const NESTED = 'mmaIssues';

/** Zod's issues in the config's words and spelling. */
export function explain(
  issues: readonly ZodIssue[],
  spell: (path: readonly PropertyKey[]) => string[],
  parent: readonly PropertyKey[] = [],
): LocalIssue[] {
  return issues.flatMap((issue): LocalIssue[] => {
    const at = [...parent, ...issue.path];
    const path = spell(at);
    switch (issue.code) {
      case 'custom':
        return nested(issue)?.map((inner) => ({ ...inner, path: [...path, ...inner.path] })) ?? [invalid(path, issue)];
      case 'invalid_union':
        return explainUnion(issue, path, (branch) => explain(branch, spell, at));
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...path, ...spell([key])],
          problem: 'unknown-option',
          message: 'unknown option',
        }));
      case 'invalid_type':
        if (issue.input === undefined) {
          return [
            { path, problem: 'missing-option', message: `required, expected ${issue.expected}`, wrongKind: true },
          ];
        }
        return [
          {
            path,
            problem: 'invalid-option',
            message: `expected ${issue.expected}, found ${show(issue.input)}`,
            wrongKind: true,
          },
        ];
      case 'invalid_value':
        return [invalidValue(issue, path)];
      default:
        return [invalid(path, issue)];
    }
  });
}

/** A value as a config would write it, cut short. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return `an instance of ${value.constructor.name}`;
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function nested(issue: ZodIssue): LocalIssue[] | undefined {
  return issue.code === 'custom' ? (issue.params?.[NESTED] as LocalIssue[] | undefined) : undefined;
}

function invalid(path: string[], issue: ZodIssue): LocalIssue {
  const reason = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  return { path, problem: 'invalid-option', message: `${reason}, found ${show(issue.input)}` };
}

function invalidValue(issue: z.core.$ZodIssueInvalidValue, path: string[]): LocalIssue {
  const missing = issue.input === undefined;
  // A reason that the schema itself gives says more than the values.
  if (!missing && !issue.message.startsWith('Invalid ')) return invalid(path, issue);
  const one = issue.values.length === 1;
  const expected = `expected ${one ? '' : 'one of '}${issue.values.map(show).join(', ')}`;
  const names = issue.values.filter((value) => typeof value === 'string');
  const suggestion = typeof issue.input === 'string' ? closestName(issue.input, names) : undefined;
  return {
    path,
    problem: missing ? 'missing-option' : 'invalid-option',
    message: missing ? `required, ${expected}` : `${expected}, found ${show(issue.input)}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** A union is explained by the alternative that was probably meant: one of the value's kind, with the fewest problems. */
function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  path: string[],
  explainBranch: (branch: readonly ZodIssue[]) => LocalIssue[],
): LocalIssue[] {
  const branches = issue.errors.map(explainBranch);
  const meant = branches.filter(
    (branch) => !branch.some((found) => found.wrongKind && found.path.length === path.length),
  );
  if (meant.length > 0) return meant.toSorted((a, b) => a.length - b.length)[0]!;
  const expected = new Set(
    branches.flatMap((branch) =>
      branch.map((found) => /expected (.+?)(?:, found .*)?$/s.exec(found.message)?.[1] ?? found.message),
    ),
  );
  if (expected.size === 0) return [invalid(path, issue)];
  const what = `expected ${[...expected].join(' or ')}`;
  return [
    issue.input === undefined
      ? { path, problem: 'missing-option', message: `required, ${what}`, wrongKind: true }
      : { path, problem: 'invalid-option', message: `${what}, found ${show(issue.input)}`, wrongKind: true },
  ];
}
