import { Refusal } from '../refusal.js';
import { type Call, type PyValue, typeName } from '../values.js';

/** The methods of one type, by name. */
export type Methods<T> = Readonly<Record<string, (self: T, call: Call) => PyValue>>;

/**
 * Arguments by position or keyword, in the order of `names`. Names ending in `?` may be left out and come as undefined.
 */
export function takeArguments(call: Call, what: string, names: readonly string[]): (PyValue | undefined)[] {
  if (call.args.length > names.length) {
    throw new Refusal(`${what}() takes at most ${names.length} arguments, not ${call.args.length}`);
  }
  const values: (PyValue | undefined)[] = names.map((_, index) => call.args[index]);
  const plain = names.map((name) => name.replace('?', ''));
  for (const { key, value } of call.named.entries()) {
    const index = plain.indexOf(String(key));
    if (index < 0) throw new Refusal(`${what}() takes no argument named \`${String(key)}\``);
    if (values[index] !== undefined) throw new Refusal(`${what}() was given \`${String(key)}\` twice`);
    values[index] = value;
  }
  const missing = names.find((name, index) => !name.endsWith('?') && values[index] === undefined);
  if (missing !== undefined) throw new Refusal(`${what}() lacks its argument \`${missing}\``);
  return values;
}

export function text(value: PyValue | undefined, what: string): string {
  if (typeof value === 'string') return value;
  throw new Refusal(`${what} needs a str, not a value of type ${typeName(value ?? null)}`);
}
