import type { Random } from '@mma/engine';
import { roundHalfToEven } from '../../rounding.js';

/** What the choice of clip starts depends on. Frames are counted from 0; offsets may be fractions, truncated later. */
export interface ClipPlan {
  numClips: number;
  clipLen: number;
  /** Frames from the first to the last of a clip, in the source's frame rate. */
  span: number;
}

/**
 * Start of every clip for training: one in each of `numClips` equal parts, uniformly drawn. A video too short for that
 * gives drawn starts in order, then evenly spread ones, then all 0 (TSN's sampling, Wang et al. 2016).
 *
 * @param random one draw a clip.
 */
export function trainClipOffsets(numFrames: number, plan: ClipPlan, random: Random): number[] {
  const { numClips, span } = plan;
  const starts = numFrames - span + 1;
  const part = Math.floor(starts / numClips);
  if (part > 0) return perClip(numClips, (i) => i * part + random.int(0, part));
  if (numFrames > Math.max(numClips, span)) {
    return perClip(numClips, () => random.int(0, Math.floor(starts))).sort((a, b) => a - b);
  }
  if (part === 0) return perClip(numClips, (i) => roundHalfToEven((i * starts) / numClips));
  return perClip(numClips, () => 0);
}

/** As `trainClipOffsets`, with parts of fractional length, so that the last frames of a video are drawn too. */
export function trainClipOffsetsKeepingTail(numFrames: number, plan: ClipPlan, random: Random): number[] {
  const { numClips, span } = plan;
  const part = (numFrames - span + 1) / numClips;
  if (numFrames <= span - 1) return perClip(numClips, () => 0);
  return perClip(numClips, (i) => Math.trunc(i * part + random.float() * part));
}

/**
 * Start of every clip for testing, without chance: the middles of equal parts for single frames, otherwise from the
 * first possible start to the last in even steps.
 *
 * @param options.twice take a second set: the starts of the parts, or the steps continued past the end (they wrap).
 * @param options.wholeSteps round the step down rather than each start to the nearest (PySlowFast's way).
 */
export function testClipOffsets(
  numFrames: number,
  plan: ClipPlan,
  options: { twice: boolean; wholeSteps: boolean },
): number[] {
  const { numClips, clipLen, span } = plan;
  if (clipLen === 1) {
    const part = numFrames / numClips;
    const middles = perClip(numClips, (i) => i * part + part / 2);
    return options.twice ? [...middles, ...perClip(numClips, (i) => i * part)] : middles;
  }
  const lastStart = Math.max(numFrames - span, 0);
  const total = options.twice ? numClips * 2 : numClips;
  if (total === 1) return [Math.floor(lastStart / 2)];
  const step = lastStart / Math.max(numClips - 1, 1);
  return options.wholeSteps
    ? perClip(total, (i) => i * Math.floor(step))
    : perClip(total, (i) => roundHalfToEven(i * step));
}

function perClip(count: number, at: (clip: number) => number): number[] {
  return Array.from({ length: count }, (_, clip) => at(clip));
}
