import { diving48 } from './diving48.js';
import { hmdb51 } from './hmdb51.js';
import { kinetics } from './kinetics.js';
import { labelledCsv } from './labelled-csv.js';
import type { Layout } from './layout.js';
import { momentsInTime } from './moments.js';
import { somethingV2 } from './something-v2.js';
import { ucf101 } from './ucf101.js';

/** Public datasets whose own annotations can be turned into lists, by MMAction2's names. */
export const layouts = {
  kinetics400: kinetics,
  kinetics600: kinetics,
  kinetics700: kinetics,
  ucf101,
  hmdb51,
  sthv1: labelledCsv('something-something-v1'),
  sthv2: somethingV2,
  jester: labelledCsv('jester-v1'),
  mit: momentsInTime,
  diving48,
} as const satisfies Record<string, Layout>;

export type LayoutName = keyof typeof layouts;
