import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VideoReader } from '@mma/video';
import { type Canvas, createCanvas, loadImage } from '@napi-rs/canvas';
import { VisualizationError } from '../errors.js';

/**
 * The picture in the middle of a video, or of a folder of frames, as an address that holds the picture itself (JPEG).
 *
 * @param width in pixels; the height follows, smaller pictures stay as they are
 * @throws VideoError, VisualizationError or a system error where there is no picture to be had
 */
export async function thumbnail(clip: string, width = 240): Promise<string> {
  const whole = (await stat(clip)).isDirectory() ? await middleFile(clip) : await middleFrame(clip);
  const scale = Math.min(1, width / whole.width);
  const small = createCanvas(Math.round(whole.width * scale), Math.max(1, Math.round(whole.height * scale)));
  small.getContext('2d').drawImage(whole, 0, 0, small.width, small.height);
  return `data:image/jpeg;base64,${small.toBuffer('image/jpeg', 80).toString('base64')}`;
}

async function middleFrame(video: string): Promise<Canvas> {
  await using reader = await VideoReader.open(video);
  const { width, height, numFrames } = reader.info;
  const { data } = await reader.read([numFrames >> 1]);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const picture = context.createImageData(width, height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    picture.data[to] = data[from]!;
    picture.data[to + 1] = data[from + 1]!;
    picture.data[to + 2] = data[from + 2]!;
    picture.data[to + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}

async function middleFile(folder: string): Promise<Canvas> {
  const files = (await readdir(folder)).filter((file) => /\.(?:jpe?g|png|webp)$/i.test(file)).sort();
  if (files.length === 0) throw new VisualizationError('MMA_VISUALIZATION_NO_FRAMES', `${folder} holds no pictures.`);
  const picture = await loadImage(join(folder, files[files.length >> 1]!));
  const canvas = createCanvas(picture.width, picture.height);
  canvas.getContext('2d').drawImage(picture, 0, 0);
  return canvas;
}
