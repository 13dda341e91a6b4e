import { z } from 'zod';
import { EngineError } from '../errors.js';
import type { LoadedCheckpoint } from './open-checkpoint.js';

const savedMeta = z.looseObject({
  epoch: z.int().min(0),
  iter: z.int().min(0),
  seed: z.int().nullish(),
  epoch_length: z.int().min(1).nullish(),
  validation_due: z.boolean().nullish(),
});

export type SavedMeta = z.output<typeof savedMeta>;

/**
 * How far a checkpoint's run had come, and its seed.
 * @throws EngineError `MMA_RESUME_META` when the file does not say how far it had come.
 */
export function resumeMeta(checkpoint: LoadedCheckpoint, file: string): SavedMeta {
  const raw = checkpoint['meta'];
  const parsed = savedMeta.safeParse(raw instanceof Map ? Object.fromEntries(raw) : raw);
  if (parsed.success) return parsed.data;
  throw new EngineError('MMA_RESUME_META', `${file} holds weights alone: it does not say at which epoch it was saved`, {
    hint: 'start from these weights with load_from and without resume',
  });
}
