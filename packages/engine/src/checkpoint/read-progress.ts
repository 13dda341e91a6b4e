import { readCheckpoint } from '@mma/checkpoint';
import { resumeMeta } from './resume-meta.js';

/** How far the run of a checkpoint had come. */
export interface SavedProgress {
  epoch: number;
  iter: number;
  hasOptimizer: boolean;
}

/**
 * Reads a checkpoint's description alone, no tensors.
 *
 * @throws CheckpointError when the file is damaged
 * @throws EngineError `MMA_RESUME_META` when it does not say how far it had come
 */
export async function readProgress(file: string): Promise<SavedProgress> {
  await using checkpoint = await readCheckpoint(file);
  const { epoch, iter } = resumeMeta({ meta: checkpoint.get('meta') }, file);
  return { epoch, iter, hasOptimizer: checkpoint.get('optimizer') !== undefined };
}
