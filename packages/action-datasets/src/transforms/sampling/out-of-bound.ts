/** What becomes of a frame position past the end of the video. */
export type OutOfBound = 'loop' | 'repeat_last';

/**
 * Brings one clip's frame positions (which may be fractions) into `[0, numFrames)`: `loop` starts over at frame 0,
 * `repeat_last` stays at the clip's last position that is inside (frame 0 when none is).
 */
export function bringInside(clip: readonly number[], numFrames: number, mode: OutOfBound): number[] {
  if (mode === 'loop') return clip.map((position) => position % numFrames);
  const lastInside = Math.max(0, ...clip.filter((position) => position < numFrames));
  return clip.map((position) => (position < numFrames ? position : lastInside));
}
