import type { Origins } from './origin.js';
import type { ConfigDict } from './values.js';

/** Values with the place each was written at. */
export interface Layer {
  readonly values: ConfigDict;
  readonly origins: Origins;
  /** Names that a pure-Python config imported, with their dotted paths: an heir that imports `*` gets them too. */
  readonly imports?: ReadonlyMap<string, string>;
}

// Far beyond any real config; the limits keep every walk over values short and off the end of the stack.
export const MAX_DEPTH = 100;
export const MAX_VALUES = 50_000;
