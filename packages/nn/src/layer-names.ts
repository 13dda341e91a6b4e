import { Module } from './module.js';

/** PyTorch's classes that its layers of a kind extend, which configs and constructors name. */
const BASES: readonly [RegExp, readonly string[]][] = [
  [/^(Sync)?BatchNorm(\dd)?$/, ['_BatchNorm', '_NormBase']],
  [/^InstanceNorm\dd$/, ['_InstanceNorm', '_NormBase']],
  [/^Conv\dd$/, ['_ConvNd']],
];

/** The names a module answers to: its class, the classes that it extends, and what those extend in PyTorch (`_BatchNorm`). */
export function layerNames(module: Module): Set<string> {
  const names = new Set<string>();
  let prototype = Object.getPrototypeOf(module) as object;
  while (prototype !== Module.prototype) {
    names.add(prototype.constructor.name);
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  for (const name of [...names]) {
    for (const [pattern, bases] of BASES) if (pattern.test(name)) for (const base of bases) names.add(base);
  }
  return names;
}
