/** `num_classes` → `numClasses`, the spelling of options in code. */
export function toCamel(key: string): string {
  return key.replace(/(?<=[^_])_+([a-zA-Z0-9])/g, (_, next: string) => next.toUpperCase());
}

/** `numClasses` → `num_classes`, the spelling of options in configs. */
export function toSnake(key: string): string {
  return key.replace(/(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])/g, (next) => `_${next.toLowerCase()}`);
}

/** Whether a config key is written as code spells it; configs have one spelling only. */
export function isCamel(key: string): boolean {
  return /[a-z0-9][A-Z]/.test(key);
}
