import { readCheckpoint } from '../checkpoint.js';
import { CheckpointError } from '../errors.js';
import { loadTensors } from '../load-tensors.js';

/** Fixtures that between them use every part of the readers. */
export const fuzzedFixtures = [
  'state_dict.pth',
  'state_dict_legacy.pth',
  'mmengine_runner_epoch_2.pth',
  'values_protocol5.pth',
  'values_legacy.pth',
  'small.safetensors',
  'no_checksums.pth',
];

/** Read all of a file that may be damaged: whether it could be read. Any error but a CheckpointError is thrown on. */
export async function readDamaged(file: string): Promise<'read' | 'refused'> {
  try {
    await using checkpoint = await readCheckpoint(file);
    await loadTensors(checkpoint);
    return 'read';
  } catch (error) {
    if (error instanceof CheckpointError) return 'refused';
    throw error;
  }
}
