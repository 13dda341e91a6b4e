import { iterate, PySet } from '../values.js';
import { type Methods, takeArguments } from './methods.js';

export const setMethods: Methods<PySet> = {
  add(self, call) {
    const [item] = takeArguments(call, 'add', ['element']);
    call.budget.items(1);
    self.add(item!);
    return null;
  },
  update(self, call) {
    const [items] = takeArguments(call, 'update', ['iterable']);
    for (const item of iterate(items!, call.budget)) {
      call.budget.items(1);
      self.add(item);
    }
    return null;
  },
  union(self, call) {
    const [items] = takeArguments(call, 'union', ['iterable']);
    const all = [...self.items, ...iterate(items!, call.budget)];
    call.budget.items(all.length);
    return new PySet(all);
  },
};
