/** A stretch of a video: its frames and where it lies in time, in seconds. */
export interface Window {
  /** The first frame, counted from 0. */
  first: number;
  frames: number;
  start: number;
  end: number;
}

export interface WindowOptions {
  /** Length of a window in seconds; a shorter video is one window. */
  length: number;
  /** From the beginning of a window to that of the next, in seconds. */
  stride: number;
}

/**
 * First frames of windows of equal length that slide over a video; the last window ends where the video ends. Without an end where the
 * number of frames is infinite.
 */
export function* windowStarts(
  numFrames: number,
  { frames, step }: { frames: number; step: number },
): Generator<number> {
  const last = Math.max(0, numFrames - frames);
  for (let first = 0; first < last; first += step) yield first;
  yield last;
}

/** Windows of equal length that slide over a whole video; the last one ends where the video ends. */
export function slidingWindows(video: { numFrames: number; fps: number }, options: WindowOptions): Window[] {
  const { numFrames, fps } = video;
  const frames = Math.min(numFrames, Math.max(1, Math.round(options.length * fps)));
  const step = Math.max(1, Math.round(options.stride * fps));
  return Array.from(windowStarts(numFrames, { frames, step }), (first) => {
    return { first, frames, start: first / fps, end: (first + frames) / fps };
  });
}
