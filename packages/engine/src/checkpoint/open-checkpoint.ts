import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type CheckpointValue, loadTensors, readCheckpoint } from '@mma/checkpoint';
import { EngineError } from '../errors.js';

/** A checkpoint's contents by name; a bare state dict stands under `state_dict`. */
export type LoadedCheckpoint = Record<string, CheckpointValue>;

/**
 * Reads a whole checkpoint from a local file.
 * @throws EngineError `MMA_CHECKPOINT_REMOTE` for an address, `MMA_CHECKPOINT_NOT_FOUND` when there is no such file.
 */
export async function openCheckpoint(file: string): Promise<LoadedCheckpoint> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(file)) {
    const name = basename(file.replace(/[?#].*$/, ''));
    throw new EngineError('MMA_CHECKPOINT_REMOTE', `checkpoints are read from local files so far, not from ${file}`, {
      hint:
        `download it, for example to checkpoints/${name}, and name that file instead; or start from random weights: ` +
        '--cfg-options load_from=None model.backbone.pretrained=None',
    });
  }
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new EngineError('MMA_CHECKPOINT_NOT_FOUND', `there is no checkpoint ${path}`, {
      hint: 'check load_from, pretrained or the checkpoint argument; a run leaves its checkpoints in its work dir',
    });
  }
  await using checkpoint = await readCheckpoint(path);
  const content = await loadTensors(checkpoint);
  if (!(content instanceof Map)) return { state_dict: content };
  if (!content.has('state_dict')) return { state_dict: content };
  return Object.fromEntries([...content].map(([key, value]) => [String(key), value]));
}
