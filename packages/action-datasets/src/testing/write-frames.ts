import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { fillTemplate } from '../python-template.js';

/** Writes a grey picture. */
export async function writeGreyPicture(path: string, level: number, [width, height] = [48, 32]): Promise<void> {
  const canvas = createCanvas(width!, height!);
  const context = canvas.getContext('2d');
  context.fillStyle = `rgb(${level}, ${level}, ${level})`;
  context.fillRect(0, 0, width!, height!);
  await writeFile(path, await (path.endsWith('.png') ? canvas.encode('png') : canvas.encode('jpeg')));
}

/** A folder of frames whose grey level is 10 × their number, from 1 on; for flow, that of y is one higher. */
export async function writeFrames(folder: string, count: number, template = 'img_{:05}.jpg'): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let number = 1; number <= count; number++) {
    if (!template.startsWith('{}')) await writeGreyPicture(join(folder, fillTemplate(template, number)), 10 * number);
    else {
      await writeGreyPicture(join(folder, fillTemplate(template, 'x', number)), 10 * number);
      await writeGreyPicture(join(folder, fillTemplate(template, 'y', number)), 10 * number + 1);
    }
  }
}
