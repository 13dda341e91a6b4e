import { existsSync } from 'node:fs';
import {
  type CheckpointValue,
  downloadLines,
  fetchCheckpoint,
  loadTensors,
  readCheckpoint,
  readStateDict,
  showDownload,
} from '@mma/checkpoint';
import { EngineError } from '../errors.js';

/** A checkpoint's contents by name; a bare state dict stands under `state_dict`. */
export type LoadedCheckpoint = Record<string, CheckpointValue>;

/**
 * Reads a whole checkpoint from a file, or from an address (`https://`, `torchvision://`, `open-mmlab://`, `hf://`) that is
 * downloaded once and kept.
 *
 * @param print gets the progress of a download in lines, such as a logger's; without it stderr shows the progress
 * @throws EngineError `MMA_CHECKPOINT_NOT_FOUND` when there is no such file
 * @throws CheckpointError when it cannot be downloaded or read
 */
export async function openCheckpoint(name: string, print?: (line: string) => void): Promise<LoadedCheckpoint> {
  const tell = print ?? ((line) => process.stderr.write(`${line}\n`));
  const path = await fetchCheckpoint(name, {
    onProgress: print === undefined ? showDownload() : downloadLines(print),
    onWait: (file) => tell(`Waiting for another process that downloads ${file}`),
  });
  if (!existsSync(path)) {
    throw new EngineError('MMA_CHECKPOINT_NOT_FOUND', `there is no checkpoint ${path}`, {
      hint: 'check load_from, pretrained or the checkpoint argument; a run leaves its checkpoints in its work dir',
    });
  }
  if (path.endsWith('.index.json')) return { state_dict: await readStateDict(path) };
  await using checkpoint = await readCheckpoint(path);
  const content = await loadTensors(checkpoint);
  if (!(content instanceof Map)) return { state_dict: content };
  if (!content.has('state_dict')) return { state_dict: content };
  return Object.fromEntries([...content].map(([key, value]) => [String(key), value]));
}
