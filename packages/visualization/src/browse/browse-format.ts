import type { DatasetSource } from '@mma/engine';
import type { BrowseMode } from './select-stages.js';

export const BROWSE_FORMATS = ['mp4', 'gif', 'png'] as const;
export type BrowseFormat = (typeof BROWSE_FORMATS)[number];

/** What all clips of one browsing share. */
export interface BrowseSettings {
  readonly folder: string;
  readonly mode: BrowseMode;
  readonly format: BrowseFormat;
  /** Pictures a second. */
  readonly fps: number;
  readonly rescaleFactor: number;
  readonly seed: number;
  /** Names of the classes by index. */
  readonly classes: readonly string[];
  /** Digits of the numbers in file names. */
  readonly digits: number;
}

export interface BrowseSetup {
  readonly source: DatasetSource;
  readonly settings: BrowseSettings;
}

/** A clip that was written, or why it could not be. */
export interface BrowsedClip {
  readonly index: number;
  /** What it was read from. */
  readonly source: string;
  readonly label: string;
  /** File name in the folder; absent where the clip could not be made. */
  readonly output?: string;
  readonly frameIndices: readonly number[];
  /** The transforms that have pictures, and what they left: `RandomResizedCrop: 224 × 180`. */
  readonly steps: readonly string[];
  readonly problem?: string;
}
