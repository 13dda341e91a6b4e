import { existsSync } from 'node:fs';
import {
  type Checkpoint,
  type CheckpointValue,
  fetchCheckpoint,
  loadTensors,
  readCheckpoint,
  readStateDict,
} from '@mma/checkpoint';
import { EngineError } from '../errors.js';
import { type DownloadListener, onTerminal } from './download-listener.js';

/** A checkpoint's contents by name; a bare state dict stands under `state_dict`. */
export type LoadedCheckpoint = Record<string, CheckpointValue>;

/** A checkpoint whose tensors are still in its file, which must stay open until they are read. */
export interface OpenCheckpoint extends AsyncDisposable {
  content: LoadedCheckpoint;
  close(): Promise<void>;
}

/**
 * Reads a whole checkpoint from a file, or from an address (`https://`, `torchvision://`, `open-mmlab://`, `hf://`) that is
 * downloaded once and kept.
 *
 * @param listener is told of a download; without one stderr shows it
 * @throws EngineError `MMA_CHECKPOINT_NOT_FOUND` when there is no such file
 * @throws CheckpointError when it cannot be downloaded or read
 */
export async function openCheckpoint(
  name: string,
  listener: DownloadListener = onTerminal(),
): Promise<LoadedCheckpoint> {
  const path = await find(name, listener);
  if (path.endsWith('.index.json')) return { state_dict: await readStateDict(path) };
  await using checkpoint = await readCheckpoint(path);
  return byName(await loadTensors(checkpoint));
}

/**
 * As `openCheckpoint`, but its tensors are `LazyTensor`s: of a training checkpoint whose weights alone are wanted, the
 * optimizer's part, half of the file or more, is never read.
 */
export async function openLazily(name: string, listener: DownloadListener = onTerminal()): Promise<OpenCheckpoint> {
  const path = await find(name, listener);
  const close = async (): Promise<void> => {};
  if (path.endsWith('.index.json')) {
    return { content: { state_dict: await readStateDict(path) }, close, [Symbol.asyncDispose]: close };
  }
  const checkpoint: Checkpoint = await readCheckpoint(path);
  return {
    content: byName(checkpoint.content),
    close: () => checkpoint.close(),
    [Symbol.asyncDispose]: () => checkpoint.close(),
  };
}

async function find(name: string, listener: DownloadListener): Promise<string> {
  const path = await fetchCheckpoint(name, listener);
  if (existsSync(path)) return path;
  throw new EngineError('MMA_CHECKPOINT_NOT_FOUND', `there is no checkpoint ${path}`, {
    hint: 'check load_from, pretrained or the checkpoint argument; a run leaves its checkpoints in its work dir',
  });
}

function byName(content: CheckpointValue): LoadedCheckpoint {
  if (!(content instanceof Map) || !content.has('state_dict')) return { state_dict: content };
  return Object.fromEntries([...content].map(([key, value]) => [String(key), value]));
}
