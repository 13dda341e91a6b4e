import type { ConfigDict } from '@mma/config';
import type { Sample } from '@mma/engine';
import type { FrameStreamInfo, LiveOptions } from '@mma/video';
import type { PlainError } from '../../run/child-process.js';
import type { Window } from './sliding-windows.js';
import type { WindowPlan } from './window-sampler.js';

/** The first message to a process that feeds windows. */
export interface FeedSetup {
  /** A file, or a live source where there are `live` options. */
  source: string;
  live?: LiveOptions | undefined;
  pipeline: readonly ConfigDict[];
  plan: WindowPlan;
  /** What registers the transforms that the pipeline names. */
  modules: readonly string[];
  /** The config's file, which relative modules are seen from. */
  from?: string | undefined;
}

/** What is known once the source is open. */
export interface FeedInfo {
  video: FrameStreamInfo;
  /** Of a window, in frames. */
  frames: number;
  /** From one window to the next, in frames. */
  step: number;
  /** Of a file. */
  numFrames?: number | undefined;
}

/** A window, ready for the model. */
export interface FedWindow {
  window: Window;
  sample: Sample;
  /** When its last frame had come, as `Date.now()` gives it. */
  completed: number;
  /** What a live source sent and nobody had time for, so far. */
  dropped: { windows: number; frames: number };
}

/** Every further message to the process. */
export interface FeedRequest {
  type: 'next';
}

export type FeedReply =
  | { type: 'ready'; info: FeedInfo }
  | { type: 'window'; fed: FedWindow }
  | { type: 'end' }
  | { type: 'error'; error: PlainError };
