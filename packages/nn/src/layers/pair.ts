import type { Pair } from '@mma/backend';

export function pair(size: Pair): [number, number] {
  return typeof size === 'number' ? [size, size] : [size[0], size[1]];
}
