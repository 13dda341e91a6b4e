import type { OutputSize } from '@mma/action-datasets';
import { UsageError } from '../errors.js';
import type { SizeOptions } from '../specs/data/shared.js';

/** What `--short-side` and `--size` say together. @throws UsageError where both are given */
export function sizeFrom({ shortSide, size }: SizeOptions, fallback?: OutputSize): OutputSize {
  if (shortSide !== undefined && size !== undefined) throw new UsageError('Give --short-side or --size, not both.');
  return size ?? (shortSide === undefined ? fallback : { shortSide });
}
