import type { Module } from './module.js';

/** A module with all that is below it as text, as PyTorch prints it. */
export function printModule(module: Module): string {
  const children = [...module.namedChildren()].map(([name, child]) => `(${name}): ${indented(printModule(child))}`);
  const head = module.constructor.name;
  const extra = module.extraRepr();
  if (children.length === 0) return `${head}(${extra})`;
  return [`${head}(`, ...[extra, ...children].filter(Boolean).map((line) => `  ${line}`), ')'].join('\n');
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
