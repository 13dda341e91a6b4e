import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { VideoWriter } from '@mma/video';
import { ACTIONS } from './actions.js';
import type { ClipPlan } from './plan.js';
import { CLIP, renderClip } from './render-clip.js';

/** Draws one clip and writes it as H.264 MP4 below `folder`. */
export async function writeClip(folder: string, { file, label, keys }: ClipPlan): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  const { width, height, fps } = CLIP;
  // A key frame a second: training reads a few frames from anywhere.
  const writer = await VideoWriter.create(path, { width, height, fps, crf: 25, gop: fps });
  try {
    for (const frame of renderClip(ACTIONS[label]!, keys)) await writer.write(frame);
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
