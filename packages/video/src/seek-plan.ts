import type { FrameIndex } from './frame-index.js';

/** How far a decoder has come. */
export interface DecodePosition {
  /** The packet it takes next. */
  readonly nextPacket: number;
  /** The last frame it put out; every later frame is still to come. */
  readonly lastFrame: number;
}

/**
 * The packet to restart at in order to reach `frame`, or `undefined` to go on from where the decoder is. Restarting is
 * chosen only where the frame has gone by, or where a key packet lies ahead and decoding up to it would be wasted.
 */
export function chooseRestart(index: FrameIndex, position: DecodePosition, frame: number): number | undefined {
  const start = index.startOfFrame[frame]!;
  if (frame <= position.lastFrame) return start;
  return start > position.nextPacket ? start : undefined;
}

/**
 * Whether a packet's frame serves nobody unless other frames refer to it: it is not asked for, and lies before the last
 * frame that is. Later frames are kept, because the next call may go on from there.
 */
export function isSkippable(
  index: FrameIndex,
  packet: number,
  wanted: ReadonlySet<number>,
  lastWanted: number,
): boolean {
  const frame = index.frameOfPacket[packet]!;
  return index.isTimed && frame < lastWanted && !wanted.has(frame);
}
