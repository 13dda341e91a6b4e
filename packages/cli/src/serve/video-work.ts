import type { VideoInfo } from '@mma/video';
import type { ClassScore } from '../inference/predictions.js';
import type { Window } from '../inference/windows/sliding-windows.js';
import type { Grid } from './heat.js';

/** What an answer says of a video. */
export type VideoFacts = Pick<VideoInfo, 'width' | 'height' | 'fps' | 'numFrames' | 'duration' | 'codec'>;

type Span = Pick<Window, 'start' | 'end'>;

/** In seconds. */
export interface Stages {
  decode: number;
  model: number;
}

/** What a recognizer makes of a video. */
export interface Analysis {
  video: VideoFacts;
  /** Best first. */
  predictions: ClassScore[];
  /** The same over time, window by window. */
  timeline: (Span & { predictions: ClassScore[] })[];
  time: Stages;
}

/** Where a class is seen in a video (Grad-CAM). */
export interface Localization {
  video: VideoFacts;
  class: Pick<ClassScore, 'label' | 'index'>;
  grid: Grid;
  /** Rows of cells, in [0, 1] over the whole video; null where the model does not look. */
  timeline: (Span & { heat: (number | null)[] })[];
  time: Stages;
}

/** What the server has done with uploads, wherever that happens. Signals are aborted where nobody waits for the answer any more. */
export interface VideoWork {
  /** @param topK how many classes to name */
  analyse(file: string, topK: number, signal?: AbortSignal): Promise<Analysis>;
  /** @param index of the class */
  localize(file: string, index: number, signal?: AbortSignal): Promise<Localization>;
}
