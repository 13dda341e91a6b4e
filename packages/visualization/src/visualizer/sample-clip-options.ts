import { z } from 'zod';

/** How samples are drawn and written: MMAction2's names where it has them. */
export const sampleClipOptions = {
  drawGt: z.boolean().default(true).describe('write the true class above the predictions'),
  drawPred: z.boolean().default(true).describe('draw the predictions'),
  topK: z.int().positive().default(5).describe('how many predictions; as many as fit'),
  outType: z
    .enum(['video', 'gif', 'img'])
    .default('video')
    .describe("'video' is an MP4, 'gif' a GIF, 'img' a folder of PNG files"),
  fps: z.number().positive().max(1000).default(4).describe('pictures a second'),
};
