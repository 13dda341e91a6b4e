import { closestName } from '../closest-name.js';
import type { Budget } from './budget.js';
import { dictMethods } from './methods/dict.js';
import { listMethods } from './methods/list.js';
import type { Methods } from './methods/methods.js';
import { setMethods } from './methods/set.js';
import { strMethods } from './methods/str.js';
import { tupleMethods } from './methods/tuple.js';
import { MODULES } from './modules.js';
import { Refusal } from './refusal.js';
import { missingKey } from './subscript.js';
import { PyDict, PyFunction, PyImport, PyList, PySet, PyTuple, type PyValue, typeName } from './values.js';

/** `value.name`: a method, a key of a mapping, or a name in an imported module. */
export function attributeOf(value: PyValue, name: string, budget: Budget): PyValue {
  budget.step();
  if (value instanceof PyImport) return MODULES[`${value.path}.${name}`] ?? new PyImport(`${value.path}.${name}`);
  if (value instanceof PyDict) {
    const method = bind(dictMethods, value, name);
    if (method) return method;
    const item = value.get(name);
    if (item === undefined) throw missingKey(value, name);
    return item;
  }
  const method =
    value instanceof PyList
      ? bind(listMethods, value, name)
      : value instanceof PyTuple
        ? bind(tupleMethods, value, name)
        : value instanceof PySet
          ? bind(setMethods, value, name)
          : typeof value === 'string'
            ? bind(strMethods, value, name)
            : undefined;
  // Every method of a string walks it.
  if (method && typeof value === 'string') budget.chars(value.length);
  if (method) return method;
  throw noAttribute(value, name);
}

function bind<T>(methods: Methods<T>, self: T, name: string): PyFunction | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return method && new PyFunction(name, (call) => method(self, call));
}

function noAttribute(value: PyValue, name: string): Refusal {
  const methods =
    value instanceof PyList
      ? listMethods
      : value instanceof PyTuple
        ? tupleMethods
        : value instanceof PySet
          ? setMethods
          : typeof value === 'string'
            ? strMethods
            : {};
  const names = Object.keys(methods);
  const near = closestName(name, names);
  const supported = names.length > 0 ? `supported are ${names.join(', ')}` : undefined;
  return new Refusal(
    `a value of type ${typeName(value)} has no \`${name}\` here`,
    near === undefined ? supported : `did you mean \`${near}\`?`,
  );
}
