import type { Frames } from '../../image/frames.js';

/** A flip that works in place, as one that leaves its pictures alone. */
export function flipped(flip: (frames: Frames) => void): (frames: Frames) => Frames {
  return (frames) => {
    const copy: Frames = { data: frames.data.slice(), shape: frames.shape };
    flip(copy);
    return copy;
  };
}
