import { readdir } from 'node:fs/promises';
import type { VideoProblem } from '../videos/check-video.js';
import type { FrameNames } from './listed-clips.js';

/** Whether a folder holds every frame that its annotation promises; undefined where it does. */
export async function checkFrames(folder: string, names: FrameNames): Promise<VideoProblem | undefined> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const why = found.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${found.message}`;
    return { code: 'MMA_DATA_FRAMES_NOT_FOUND', message: `The folder of frames ${folder} ${why}.` };
  }
  const present = new Set(found);
  const missing = frameNames(names).filter((name) => !present.has(name));
  if (missing.length === 0) return undefined;
  return {
    code: 'MMA_DATA_FRAMES_MISSING',
    message: `${folder} lacks ${missing.length} of its ${names.count} frames, the first of them ${missing[0]}.`,
  };
}

/** The pictures' names, of both directions for flow. */
function frameNames({ count, first, template, modality }: FrameNames): string[] {
  const numbers = Array.from({ length: count }, (_, i) => first + i);
  const filled = (number: number, direction: string) => {
    const values = template.includes('{}') ? [direction, number] : [number];
    return template.replace(/\{(?::0?(\d*)d?)?\}/g, (_, width) =>
      String(values.shift()).padStart(Number(width ?? 0), '0'),
    );
  };
  if (modality !== 'Flow') return numbers.map((number) => filled(number, ''));
  return ['x', 'y'].flatMap((direction) => numbers.map((number) => filled(number, direction)));
}
