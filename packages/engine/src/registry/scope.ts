/**
 * Scopes say which library a component is from: `mylab.ResNet`. OpenMMLab's own libraries are one home here, whose components
 * are registered without a scope and found under each of these.
 */
const HOME: ReadonlySet<string> = new Set(['mma', 'mmaction', 'mmengine', 'mmcv']);

let current: string | undefined;

/** Runs `work` with bare type names looked up in `scope` first: a config's `default_scope`, a component's `_scope_`. */
export function inScope<T>(scope: string | undefined, work: () => T): T {
  if (scope === undefined) return work();
  const former = current;
  current = scope;
  try {
    return work();
  } finally {
    current = former;
  }
}

/** The names under which a type may be registered, the one to prefer first: `ResNet` → `mylab.ResNet`, `ResNet`. */
export function lookupNames(type: string): string[] {
  const { scope, name } = splitScope(type);
  if (scope !== undefined) return [scopedName(scope, name)];
  return current === undefined ? [name] : [...new Set([scopedName(current, name), name])];
}

/** The one name of a type in a scope; a home scope adds nothing to it. */
export function scopedName(scope: string | undefined, name: string): string {
  return scope === undefined || HOME.has(scope) ? name : `${scope}.${name}`;
}

export function splitScope(type: string): { scope?: string; name: string } {
  const dot = type.indexOf('.');
  return dot <= 0 ? { name: type } : { scope: type.slice(0, dot), name: type.slice(dot + 1) };
}
