import { CheckpointError } from './errors.js';
import { OrderedDict } from './pickle/values.js';

/** A regular expression in Python's spelling, and what takes the place of every match: `['^backbone\\.', '']`. */
export type RenameRule = readonly [pattern: string, replacement: string];

/**
 * A state dict under other names: every rule in turn, on all that it matches in every name, as `revise_keys` of
 * MMEngine's `load_checkpoint`. `\1`, `\g<1>` and `\g<name>` in a replacement stand for groups.
 *
 * @throws CheckpointError `MMA_CHECKPOINT_RENAME` where a rule is no regular expression, or gives two tensors one name.
 */
export function reviseKeys<T>(state: ReadonlyMap<string, T>, rules: readonly RenameRule[]): OrderedDict<T> {
  const compiled = rules.map(([pattern, replacement]) => [expressionOf(pattern), templateOf(replacement)] as const);
  const revised = new OrderedDict<T>();
  const origins = new Map<string, string>();
  for (const [name, tensor] of state) {
    const other = compiled.reduce((text, [expression, template]) => text.replace(expression, template), name);
    const origin = origins.get(other);
    if (origin !== undefined) {
      throw new CheckpointError('MMA_CHECKPOINT_RENAME', `the rules give ${origin} and ${name} one name: ${other}`, {
        hint: 'make the patterns match less, for example from the start of the name: ^',
      });
    }
    origins.set(other, name);
    revised.set(other, tensor);
  }
  return revised;
}

/**
 * The part of a state dict below `prefix` (`backbone` or `backbone.`), under the names it has there: what
 * `init_cfg=dict(type='Pretrained', checkpoint=…, prefix='backbone.')` means.
 *
 * @throws CheckpointError `MMA_CHECKPOINT_RENAME` where no name begins so.
 */
export function selectPrefix<T>(state: ReadonlyMap<string, T>, prefix: string): OrderedDict<T> {
  const start = prefix.endsWith('.') ? prefix : `${prefix}.`;
  const part = new OrderedDict<T>();
  for (const [name, tensor] of state) if (name.startsWith(start)) part.set(name.slice(start.length), tensor);
  if (part.size > 0) return part;
  const heads = new Set([...state.keys()].map((name) => name.slice(0, name.indexOf('.') + 1)));
  throw new CheckpointError('MMA_CHECKPOINT_RENAME', `no weights have names that begin with ${start}`, {
    hint: `the names begin with ${[...heads].slice(0, 8).join(', ')}`,
  });
}

function expressionOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern.replaceAll('(?P<', '(?<').replaceAll(/\(\?P=(\w+)\)/g, '\\k<$1>'), 'gu');
  } catch (cause) {
    throw new CheckpointError('MMA_CHECKPOINT_RENAME', `${pattern} is not a regular expression of names`, { cause });
  }
}

/** A replacement of Python's `re.sub` as one of JavaScript's `replace`. */
function templateOf(replacement: string): string {
  return replacement
    .replaceAll('$', '$$$$')
    .replaceAll(/\\(?:g<(\d+)>|([1-9]\d?))/g, (_, named, plain) => `$${named === '0' ? '&' : (named ?? plain)}`)
    .replaceAll(/\\g<([A-Za-z_]\w*)>/g, '$<$1>')
    .replaceAll('\\\\', '\\');
}
