import { AV_CODEC_ID_H264, type AVCodecFlag2 } from 'node-av/constants';
import { type CodecContext, Frame } from 'node-av/lib';
import type { Demuxer } from './demuxer.js';
import { VideoError } from './errors.js';
import type { FrameIndex } from './frame-index.js';
import { openDecoder } from './open-decoder.js';
import { breathe } from './pace.js';
import { chooseRestart, isSkippable } from './seek-plan.js';

/** Decodes chosen frames of a demuxed stream, each once, keeping its place from one call to the next. */
export class Decoder {
  readonly #demuxer: Demuxer;
  readonly #index: FrameIndex;
  readonly #context: CodecContext;
  readonly #frame = new Frame();
  /** Only H.264 is proven to decode the rest exactly when frames without dependants are left out. */
  readonly #canSkip: boolean;
  #isSkipping = false;
  #isDraining = false;
  // The index was built by reading to the end, so the first call restarts.
  #nextPacket = Number.POSITIVE_INFINITY;
  #lastFrame = Number.POSITIVE_INFINITY;

  /** @throws VideoError `MMA_VIDEO_CORRUPT` if there is no decoder for the stream, or it refuses it */
  constructor(demuxer: Demuxer, index: FrameIndex, options: { flags2?: AVCodecFlag2 } = {}) {
    this.#demuxer = demuxer;
    this.#index = index;
    this.#canSkip = demuxer.stream.codecpar.codecId === AV_CODEC_ID_H264;
    this.#context = openDecoder(demuxer.stream, demuxer.path, options);
    this.#frame.alloc();
  }

  /**
   * Decodes the frames numbered in `wanted` (ascending, no repeats) and hands each to `use`. The frame is only valid within
   * that call.
   *
   * @throws VideoError `MMA_VIDEO_CORRUPT` if the data of a wanted frame cannot be decoded
   */
  async decode(wanted: readonly number[], use: (frame: Frame, number: number) => void): Promise<void> {
    const missing = new Set(wanted);
    const lastWanted = wanted.at(-1) ?? -1;
    const show = (): void => {
      if (missing.delete(this.#lastFrame)) use(this.#frame, this.#lastFrame);
    };
    const goTo = async (target: number): Promise<void> => {
      while (this.#lastFrame < target && this.#advance(missing, lastWanted)) {
        show();
        await breathe();
      }
    };
    for (const target of wanted) {
      if (!missing.has(target)) continue;
      const start = chooseRestart(this.#index, this.#position(), target);
      if (start !== undefined) this.#restart(start);
      await goTo(target);
      if (!missing.has(target)) continue;
      // Some key packets are not what their container claims; from the first packet on, nothing is assumed.
      this.#restart(0);
      await goTo(target);
      if (missing.has(target)) {
        // Frames between this one and the last wanted may have been left out: the next call must not go on from here.
        this.#lastFrame = Number.POSITIVE_INFINITY;
        throw this.#undecodable(target);
      }
    }
  }

  close(): void {
    this.#frame.free();
    this.#context.freeContext();
  }

  #position(): { nextPacket: number; lastFrame: number } {
    return { nextPacket: this.#nextPacket, lastFrame: this.#lastFrame };
  }

  /** Puts the next frame that the decoder shows into `#frame`; false at the end of the stream. */
  #advance(wanted: ReadonlySet<number>, lastWanted: number): boolean {
    for (;;) {
      this.#frame.unref();
      if (this.#context.receiveFrameSync(this.#frame) >= 0) {
        if (this.#identify()) return true;
      } else if (this.#isDraining) {
        this.#lastFrame = Number.POSITIVE_INFINITY;
        return false;
      } else {
        this.#feed(wanted, lastWanted);
      }
    }
  }

  /** Finds out which frame the decoder has shown; false for one that the index does not know. */
  #identify(): boolean {
    if (!this.#index.isTimed) {
      this.#lastFrame++;
      return true;
    }
    const packet = this.#index.packetOfPts.get(Number(this.#frame.pts));
    const number = packet === undefined ? -1 : this.#index.frameOfPacket[packet]!;
    if (number < 0) return false;
    this.#lastFrame = number;
    return true;
  }

  #feed(wanted: ReadonlySet<number>, lastWanted: number): void {
    if (this.#nextPacket >= this.#index.packets.length || !this.#demuxer.next()) {
      this.#isDraining = true;
      this.#context.sendPacketSync(null);
      return;
    }
    const skip = this.#canSkip && isSkippable(this.#index, this.#nextPacket, wanted, lastWanted);
    if (skip !== this.#isSkipping) {
      this.#context.setOption('skip_frame', skip ? 'noref' : 'default');
      this.#isSkipping = skip;
    }
    // A damaged packet is refused here; only a wanted frame that stays missing is an error.
    this.#context.sendPacketSync(this.#demuxer.packet);
    this.#nextPacket++;
  }

  /** Makes `packet` the next one to be fed, to a decoder that remembers nothing. */
  #restart(packet: number): void {
    this.#context.flushBuffers();
    this.#isDraining = false;
    this.#lastFrame = -1;
    this.#nextPacket = packet;
    if (this.#seek(packet)) return;
    this.#demuxer.reopen();
    for (let number = 0; number < packet; number++) this.#demuxer.next();
  }

  /** Jumps by time; false where the container cannot, or where the jump ended behind the packet. */
  #seek(packet: number): boolean {
    const { pts, dts } = this.#index.packets[packet]!;
    const time = dts ?? pts;
    if (!this.#index.isTimed || time === undefined || !this.#demuxer.seek(BigInt(time))) return false;
    while (this.#demuxer.next()) {
      const number = this.#index.packetOfPts.get(Number(this.#demuxer.packet.pts));
      if (number === undefined || number > packet) return false;
      if (number === packet) {
        this.#demuxer.unread();
        return true;
      }
    }
    return false;
  }

  #undecodable(frame: number): VideoError {
    return new VideoError(
      'MMA_VIDEO_CORRUPT',
      `Frame ${frame} of ${this.#demuxer.path} cannot be decoded: its data are damaged or missing.`,
      { hint: 'Copy or download the file again, or leave it out of the annotation list.' },
    );
  }
}
