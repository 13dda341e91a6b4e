import { stat } from 'node:fs/promises';
import { type VideoInfo, VideoReader } from '@mma/video';
import { framesInPieces } from './pieces.js';

/** What is wrong with a file: the code and the words of the error that using it gives. */
export interface VideoProblem {
  code: string;
  message: string;
}

export interface VideoCheck {
  path: string;
  /** Size of the file; 0 where there is none. */
  bytes: number;
  /** Absent where the file is no video. */
  info?: Omit<VideoInfo, 'path'>;
  /** Absent where all is well. */
  problem?: VideoProblem;
}

/**
 * Opens a video and, unless `quick`, decodes every frame of it. What is wrong with the file comes back as a `problem`, not as an error.
 */
export async function checkVideo({ path, quick = false }: { path: string; quick?: boolean }): Promise<VideoCheck> {
  const check: VideoCheck = { path, bytes: await sizeOf(path) };
  try {
    await using reader = await VideoReader.open(path);
    const { path: _, ...info } = reader.info;
    check.info = info;
    if (!quick) for await (const _piece of framesInPieces(reader));
  } catch (error) {
    check.problem = problemOf(error);
  }
  return check;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0; // Opening it says what is the matter.
  }
}

/**
 * What is wrong with a video, or with the place that something of it is written to.
 *
 * @throws whatever is neither
 */
export function problemOf(error: unknown): VideoProblem {
  if (error instanceof Error && 'syscall' in error) return { code: 'MMA_DATA_WRITE', message: error.message };
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('MMA_')) {
    return { code: String(error.code), message: error.message };
  }
  throw error;
}
