import { AV_CODEC_FLAG2_EXPORT_MVS, AV_FRAME_DATA_MOTION_VECTORS } from 'node-av/constants';
import { Decoder } from './decoder.js';
import { Demuxer } from './demuxer.js';
import { VideoError } from './errors.js';
import { survey } from './probe.js';

/** How far each pixel's block has moved since the picture it was predicted from, as the video's encoder wrote it down. */
export interface MotionVectors {
  /** Pixels to the right and down, wrapped to 8 bits; 0 where nothing was predicted, as in key frames. */
  readonly data: Int8Array<ArrayBuffer>;
  /** Of the stored picture: a video that is turned for showing is not turned here. */
  readonly shape: readonly [frames: number, height: number, width: number, xy: 2];
}

/**
 * Motion vectors of frames by number, in the order asked for. Of blocks predicted from two pictures the vector that comes last
 * counts, and blocks that touch the picture's right or lower edge are left out, as in MMAction2.
 *
 * @throws VideoError for a file that cannot be read, and `MMA_VIDEO_FRAME_RANGE` for a number that is no frame
 */
export async function readMotionVectors(path: string, indices: ArrayLike<number>): Promise<MotionVectors> {
  const demuxer = await Demuxer.open(path);
  try {
    const { index } = await survey(demuxer);
    const numbers = Array.from(indices);
    const outside = numbers.find((number) => !Number.isInteger(number) || number < 0 || number >= index.numFrames);
    if (outside !== undefined) {
      throw new VideoError(
        'MMA_VIDEO_FRAME_RANGE',
        `${path} has no frame ${outside}: it has ${index.numFrames}, from 0.`,
      );
    }
    const decoder = new Decoder(demuxer, index, { flags2: AV_CODEC_FLAG2_EXPORT_MVS });
    try {
      return await decodeVectors(decoder, numbers, demuxer.stream.codecpar);
    } finally {
      decoder.close();
    }
  } finally {
    demuxer.close();
  }
}

async function decodeVectors(
  decoder: Decoder,
  numbers: readonly number[],
  { width, height }: { width: number; height: number },
): Promise<MotionVectors> {
  const size = height * width * 2;
  const data = new Int8Array(numbers.length * size);
  const wanted = [...new Set(numbers)].sort((a, b) => a - b);
  await decoder.decode(wanted, (frame, number) => {
    const vectors = frame.getSideData(AV_FRAME_DATA_MOTION_VECTORS);
    if (vectors === null) return;
    const first = numbers.indexOf(number) * size;
    paint(vectors, { width, height }, data.subarray(first, first + size));
    numbers.forEach((other, place) => {
      if (other === number) data.copyWithin(place * size, first, first + size);
    });
  });
  return { data, shape: [numbers.length, height, width, 2] };
}

/** Size of FFmpeg's AVMotionVector, and where its fields are. */
const RECORD = 40;
const AT = { width: 4, height: 5, fromX: 6, fromY: 8, toX: 10, toY: 12 };

function paint(vectors: Buffer, picture: { width: number; height: number }, target: Int8Array): void {
  for (let at = 0; at + RECORD <= vectors.length; at += RECORD) {
    const width = vectors.readUInt8(at + AT.width);
    const height = vectors.readUInt8(at + AT.height);
    const toX = vectors.readInt16LE(at + AT.toX);
    const toY = vectors.readInt16LE(at + AT.toY);
    const left = toX - (width >> 1);
    const top = toY - (height >> 1);
    if (left < 0 || top < 0 || left + width >= picture.width || top + height >= picture.height) continue;
    const x = toX - vectors.readInt16LE(at + AT.fromX);
    const y = toY - vectors.readInt16LE(at + AT.fromY);
    for (let row = top; row < top + height; row++) {
      for (let i = (row * picture.width + left) * 2, end = i + width * 2; i < end; i += 2) {
        target[i] = x;
        target[i + 1] = y;
      }
    }
  }
}
