import { unpickle } from '../pickle/unpickle.js';
import type { CheckpointValue } from '../pickle/values.js';
import { storageOfId, torchGlobals } from '../pth/torch-globals.js';

/** Unpickle bytes given as text and numbers, as the checkpoint readers do but without any storage bytes behind. */
export function unpickleParts(...parts: (string | number | Uint8Array)[]): CheckpointValue {
  const bytes = Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part as string, 'latin1'))),
  );
  const reader = { fileBytes: bytes.length, bigEndian: false, read: async () => new Uint8Array() };
  return unpickle(bytes, { globals: torchGlobals(reader), persistentLoad: (id) => storageOfId(id).part }).value;
}
