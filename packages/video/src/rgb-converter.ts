import { AV_PIX_FMT_RGB24 } from 'node-av/constants';
import { avImageCopyToBuffer, Frame, SoftwareScaleContext } from 'node-av/lib';
import { VideoError } from './errors.js';
import { reason } from './ffmpeg.js';
import { type Rotation, rotate } from './rotation.js';

/**
 * Decoded frames to upright RGB, byte for byte what OpenCV and PyAV give: swscale with its bicubic chroma filter, which
 * reads the colour matrix and range from the frame itself.
 */
export class RgbConverter {
  readonly #size: { width: number; height: number; rotation: Rotation };
  readonly #scaler = new SoftwareScaleContext();
  readonly #rgb = new Frame();
  readonly #unturned: Uint8Array;

  /** @param size of the decoded picture, before it is turned */
  constructor(size: { width: number; height: number; rotation: Rotation }) {
    this.#size = size;
    this.#scaler.allocContext();
    this.#scaler.setOption('sws_flags', 'bicubic');
    this.#rgb.alloc();
    this.#rgb.width = size.width;
    this.#rgb.height = size.height;
    this.#rgb.format = AV_PIX_FMT_RGB24;
    this.#rgb.getBuffer();
    this.#unturned = new Uint8Array(size.rotation === 0 ? 0 : size.width * size.height * 3);
  }

  /** Writes a frame to `target` ([height, width, 3] after turning). */
  convert(frame: Frame, target: Uint8Array): void {
    const status = this.#scaler.scaleFrameSync(this.#rgb, frame);
    if (status < 0) throw new VideoError('MMA_VIDEO_CORRUPT', `Cannot convert a frame to RGB: ${reason(status)}.`);
    if (this.#size.rotation === 0) {
      this.#copy(target);
    } else {
      this.#copy(this.#unturned);
      rotate(this.#unturned, this.#size, target);
    }
  }

  close(): void {
    this.#rgb.free();
    this.#scaler.freeContext();
  }

  /** Copies the picture without the padding at the end of its rows. */
  #copy(target: Uint8Array): void {
    const { width, height } = this.#size;
    const view = Buffer.from(target.buffer, target.byteOffset, target.byteLength);
    avImageCopyToBuffer(view, view.length, this.#rgb.data, this.#rgb.linesize, AV_PIX_FMT_RGB24, width, height, 1);
  }
}
