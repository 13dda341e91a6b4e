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

/** Windows of equal length that slide over a whole video; the last one ends where the video ends. */
export function slidingWindows(video: { numFrames: number; fps: number }, options: WindowOptions): Window[] {
  const { numFrames, fps } = video;
  const frames = Math.min(numFrames, Math.max(1, Math.round(options.length * fps)));
  const step = Math.max(1, Math.round(options.stride * fps));
  const count = Math.ceil((numFrames - frames) / step) + 1;
  return Array.from({ length: count }, (_, index) => {
    const first = Math.min(index * step, numFrames - frames);
    return { first, frames, start: first / fps, end: (first + frames) / fps };
  });
}
