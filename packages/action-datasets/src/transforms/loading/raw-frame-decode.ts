import { join } from 'node:path';
import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import { decodePicture, type Picture, writeGrey, writeRgb } from '../../image/decode-picture.js';
import { setFrames } from '../../image/frames.js';
import { fillTemplate } from '../../python-template.js';
import { chosenFrames } from '../decoding/base-video-decode.js';
import { decodingBackend, ioBackend } from '../decoding/disk-options.js';
import { scaleBoxes } from '../decoding/scale-boxes.js';
import { readPictureFile } from './read-frame.js';

/** What of a folder's pictures makes up a frame. */
interface Source {
  folder: string;
  template: string;
  modality: string;
  offset: number;
}

const HINT = 'check the number of frames in the annotations, `filename_tmpl` and `start_index`';

/**
 * Loads the chosen frames from the pictures in a folder, each once.
 *
 * Reads `frame_dir`, `filename_tmpl`, `modality`, `frame_inds`, `offset` (optional, added to frame numbers); writes `imgs` (RGB;
 * or, with modality Flow, brightness of the x and the y picture: [T, H, W, 2]), `img_shape`, `original_shape`; `gt_bboxes` and `proposals`,
 * where present, as shares of the picture, become pixels.
 *
 * @throws DataError `MMA_DATA_FRAME_NOT_FOUND`, `MMA_DATA_PICTURE`, `MMA_DATA_FRAME_SIZE`
 */
@TRANSFORMS.register()
export class RawFrameDecode extends BaseTransform {
  static readonly options = z
    .strictObject({ ioBackend, decodingBackend })
    .describe('decodes the chosen frames of a video that lies as pictures');

  constructor(options: z.input<typeof RawFrameDecode.options> = {}) {
    super();
    RawFrameDecode.options.parse(options);
  }

  override async transform(results: Results): Promise<Results> {
    const source = sourceOf(results);
    const chosen = chosenFrames(results);
    const loader = new FrameLoader(source, chosen.length);
    const places = new Map<number, number>();
    for (const [place, number] of chosen.entries()) {
      const former = places.get(number);
      if (former === undefined) await loader.load(number, place);
      else loader.repeat(former, place);
      places.set(number, former ?? place);
    }
    setFrames(results, loader.frames());
    results['original_shape'] = results['img_shape'];
    scaleBoxes(results);
    return results;
  }
}

/** Frames of one folder, laid side by side as they are decoded; the first one says how large they are. */
class FrameLoader {
  readonly #channels: number;
  #size: { width: number; height: number } | undefined;
  #data = new Uint8Array();

  constructor(
    private readonly source: Source,
    private readonly count: number,
  ) {
    this.#channels = source.modality === 'Flow' ? 2 : 3;
  }

  async load(number: number, place: number): Promise<void> {
    const { template, modality, offset } = this.source;
    if (modality === 'RGB') {
      await this.#decode(fillTemplate(template, number + offset), place, writeRgb);
      return;
    }
    for (const [channel, direction] of ['x', 'y'].entries()) {
      const write = (picture: Picture, target: Uint8Array) => writeGrey(picture, target.subarray(channel), 2);
      await this.#decode(fillTemplate(template, direction, number + offset), place, write);
    }
  }

  repeat(from: number, to: number): void {
    const size = this.#frameSize();
    this.#data.copyWithin(to * size, from * size, (from + 1) * size);
  }

  frames() {
    const { height, width } = this.#size!;
    return { data: this.#data, shape: [this.count, height, width, this.#channels] as const };
  }

  async #decode(name: string, place: number, write: (picture: Picture, target: Uint8Array) => void): Promise<void> {
    const path = join(this.source.folder, name);
    const picture = await decodePicture(await readPictureFile(path, HINT), path);
    const { width, height } = picture;
    if (this.#size === undefined) {
      this.#size = { width, height };
      this.#data = new Uint8Array(this.count * this.#frameSize());
    }
    if (width !== this.#size.width || height !== this.#size.height) throw otherSize(path, picture, this.#size);
    const size = this.#frameSize();
    write(picture, this.#data.subarray(place * size, (place + 1) * size));
  }

  #frameSize(): number {
    return this.#size!.width * this.#size!.height * this.#channels;
  }
}

function sourceOf(results: Results): Source {
  const { frame_dir: folder, filename_tmpl: template, modality, offset = 0 } = results;
  if (typeof folder !== 'string' || typeof template !== 'string') {
    throw new DataError('MMA_DATA_PIPELINE_ORDER', 'RawFrameDecode needs `frame_dir` and `filename_tmpl`', {
      hint: 'RawframeDataset gives them; for videos use DecordInit and DecordDecode',
    });
  }
  if (modality === 'RGB' || modality === 'Flow') return { folder, template, modality, offset: Number(offset) };
  throw new DataError('MMA_DATA_MODALITY', `RawFrameDecode takes modality 'RGB' or 'Flow', found ${String(modality)}`);
}

interface Size {
  width: number;
  height: number;
}

function otherSize(path: string, found: Size, first: Size): DataError {
  const [is, was] = [found, first].map(({ width, height }) => `${width} × ${height}`);
  return new DataError('MMA_DATA_FRAME_SIZE', `${path} is ${is}, and the frames before it are ${was}`, {
    hint: 'frames of one folder have one size; extract them again',
  });
}
