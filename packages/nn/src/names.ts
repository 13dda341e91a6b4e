/** `clsHead` → `cls_head`, `fcCls` → `fc_cls`, `layer1` → `layer1`: a field's name as PyTorch would spell it. */
export function snakeCase(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
}
