import { equal } from '../compare.js';
import { Refusal } from '../refusal.js';
import { sorted } from '../sorted.js';
import { indexIn, integer, notInList } from '../subscript.js';
import { type Call, iterate, PyList, type PyValue } from '../values.js';
import { type Methods, takeArguments } from './methods.js';

export const listMethods: Methods<PyList> = {
  append(self, call) {
    const [item] = takeArguments(call, 'append', ['object']);
    call.budget.items(1);
    self.items.push(item!);
    return null;
  },
  extend(self, call) {
    const [items] = takeArguments(call, 'extend', ['iterable']);
    const added = [...iterate(items!, call.budget)];
    call.budget.items(added.length);
    for (const item of added) self.items.push(item);
    return null;
  },
  insert(self, call) {
    const [index, item] = takeArguments(call, 'insert', ['index', 'object']);
    call.budget.items(1);
    moved(self, call);
    self.items.splice(integer(index!), 0, item!);
    return null;
  },
  pop(self, call) {
    const [index] = takeArguments(call, 'pop', ['index?']);
    moved(self, call);
    if (self.items.length === 0) throw new Refusal('an empty list has nothing to pop');
    return self.items.splice(indexIn(self.items.length, index ?? -1n), 1)[0]!;
  },
  remove(self, call) {
    const [item] = takeArguments(call, 'remove', ['value']);
    const index = self.items.findIndex((candidate) => equal(candidate, item!, call.budget));
    if (index < 0) throw notInList(item!, call.budget);
    moved(self, call);
    self.items.splice(index, 1);
    return null;
  },
  copy(self, call) {
    takeArguments(call, 'copy', []);
    call.budget.items(self.items.length);
    return new PyList([...self.items], self.origin);
  },
  clear(self, call) {
    takeArguments(call, 'clear', []);
    self.items = [];
    return null;
  },
  reverse(self, call) {
    takeArguments(call, 'reverse', []);
    call.budget.step(self.items.length);
    self.items.reverse();
    return null;
  },
  sort(self, call) {
    self.items = sorted(self.items, call);
    return null;
  },
  index: (self, call) => {
    const [item] = takeArguments(call, 'index', ['value']);
    const index = self.items.findIndex((candidate) => equal(candidate, item!, call.budget));
    if (index < 0) throw notInList(item!, call.budget);
    return BigInt(index);
  },
  count: (self, call) => {
    const [item] = takeArguments(call, 'count', ['value']);
    return BigInt(self.items.filter((candidate: PyValue) => equal(candidate, item!, call.budget)).length);
  },
};

/** Items behind a place that is changed move, which costs little each, but may be asked for often. */
function moved(self: PyList, call: Call): void {
  call.budget.step(1 + (self.items.length >> 8));
}
