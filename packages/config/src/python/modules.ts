import { deepCopy } from './copy.js';
import { dictMethods } from './methods/dict.js';
import { listMethods } from './methods/list.js';
import { takeArguments } from './methods/methods.js';
import { PyDict, PyFunction, PyList, type PyValue } from './values.js';

/** Functions of Python's library that configs call. Everything else that is imported is only a name. */
export const MODULES: Readonly<Record<string, PyValue>> = {
  'copy.deepcopy': new PyFunction('deepcopy', (call) => {
    const [value] = takeArguments(call, 'deepcopy', ['x']);
    return deepCopy(value!, call.budget);
  }),
  'copy.copy': new PyFunction('copy', (call) => {
    const [value] = takeArguments(call, 'copy', ['x']);
    const none = { ...call, args: [] };
    if (value instanceof PyDict) return dictMethods['copy']!(value, none);
    return value instanceof PyList ? listMethods['copy']!(value, none) : value!;
  }),
};
