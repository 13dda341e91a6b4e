import { PyList, type PyTuple } from '../values.js';
import { listMethods } from './list.js';
import type { Methods } from './methods.js';

/** What a tuple shares with a list: the methods that change nothing. */
export const tupleMethods: Methods<PyTuple> = {
  index: (self, call) => listMethods['index']!(new PyList([...self.items]), call),
  count: (self, call) => listMethods['count']!(new PyList([...self.items]), call),
};
