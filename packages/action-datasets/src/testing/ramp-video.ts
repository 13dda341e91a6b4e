import { VideoWriter } from '@mma/video';

/** Writes a video of grey frames whose level is 10 × frame number (of at most 25 frames), 64 × 48 unless told otherwise. */
export async function writeRamp(
  path: string,
  { frames, width = 64, height = 48 }: { frames: number; width?: number; height?: number },
): Promise<void> {
  const writer = await VideoWriter.create(path, { fps: 10, width, height });
  for (let i = 0; i < frames; i++) await writer.write(new Uint8Array(width * height * 3).fill(10 * i));
  await writer.close();
}
