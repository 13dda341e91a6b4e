/** A model's state is listed at every step, and its fields are few. */
const known = new Map<string, string>();

/** `clsHead` → `cls_head`, `fcCls` → `fc_cls`, `layer1` → `layer1`: a field's name as PyTorch would spell it. */
export function snakeCase(name: string): string {
  const found = known.get(name);
  if (found !== undefined) return found;
  const spelled = name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
  known.set(name, spelled);
  return spelled;
}
