import { join } from 'node:path';
import type { DataSample, NdArray, TypedArray } from '@mma/engine';
import { createCanvas } from '@napi-rs/canvas';
import { createClip } from '../clips/clip-sink.js';
import { enlarge, type Pictures } from '../clips/enlarge.js';
import { toRgb } from '../clips/to-rgb.js';
import { writeWhole } from '../clips/write-whole.js';
import { layOver } from '../draw/overlay.js';
import { drawPanel } from '../draw/panel.js';
import type { Prediction } from '../draw/scores.js';

export interface SampleDrawing {
  /** Names of the classes by index; their numbers where they are not known. */
  readonly classes?: readonly string[];
  /** Whether the true class stands above the predictions. */
  readonly drawGt: boolean;
  /** Whether the predictions are drawn. */
  readonly drawPred: boolean;
  /** How many of them. */
  readonly topK: number;
}

export interface SampleClip {
  readonly outType: 'video' | 'gif' | 'img';
  /** Pictures a second. */
  readonly fps: number;
}

/** Pixels of the shorter side under which names cannot be read. */
const SMALLEST = 200;

/**
 * Draws the true class and the predictions of a sample on its pictures, small ones enlarged so that names can be read.
 *
 * @param inputs [..., H, W, C]: all pictures of all clips, one after the other
 */
export function labelSample(
  inputs: NdArray<TypedArray>,
  sample: DataSample,
  { classes, drawGt, drawPred, topK }: SampleDrawing,
): Pictures {
  const [rows, columns, channels] = inputs.shape.slice(-3) as [number, number, number];
  const rgb = toRgb(inputs.data, channels).data;
  const given = { data: rgb, count: rgb.length / (rows * columns * 3), height: rows, width: columns };
  const { data, count, height, width } = enlarge(given, SMALLEST);
  const nameOf = (label: number): string => classes?.[label] ?? `class ${label}`;
  const title = drawGt && sample.gtLabel !== undefined ? `truth: ${sample.gtLabel.map(nameOf).join(', ')}` : undefined;
  const predictions = drawPred ? best(sample.predScore ?? [], topK, nameOf) : [];
  const panel = drawPanel(predictions, { width, height, ...(title === undefined ? {} : { title }) });
  const bytes = height * width * 3;
  for (let picture = 0; picture < count && panel !== undefined; picture++) {
    layOver({ data: data.subarray(picture * bytes, (picture + 1) * bytes), width, height }, panel);
  }
  return { data, count, height, width };
}

/**
 * Writes pictures as a video, a GIF, or a folder of PNG files.
 *
 * @param place without an ending
 * @returns the file or folder that was written
 */
export async function writePictures(
  place: string,
  { data, count, height, width }: Pictures,
  { outType, fps }: SampleClip,
): Promise<string> {
  const bytes = height * width * 3;
  const picture = (index: number): Uint8Array => data.subarray(index * bytes, (index + 1) * bytes);
  if (outType === 'img') {
    for (let index = 0; index < count; index++) {
      await writeWhole(join(place, `${String(index + 1).padStart(4, '0')}.png`), toPng(picture(index), width, height));
    }
    return place;
  }
  const file = `${place}.${outType === 'gif' ? 'gif' : 'mp4'}`;
  const sink = await createClip(file, { width, height, fps });
  try {
    for (let index = 0; index < count; index++) await sink.write(picture(index));
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
  return file;
}

function best(scores: ArrayLike<number>, topK: number, nameOf: (label: number) => string): Prediction[] {
  return Array.from(scores, (score, label) => ({ label: nameOf(label), score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, topK);
}

function toPng(rgb: Uint8Array, width: number, height: number): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    image.data.set(rgb.subarray(from, from + 3), to);
    image.data[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas.toBuffer('image/png');
}
