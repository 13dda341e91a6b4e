import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CheckpointError, corrupt } from '../errors.js';

/** Whether a file is the index of weights that are spread over several `.safetensors` files. */
export function isShardIndex(file: string): boolean {
  return file.endsWith('.index.json');
}

/** The files an index (`model.safetensors.index.json`) names, each with the tensors to take from it, in the index's order. */
export async function readShardIndex(file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const index = parse(file, await readText(file));
  const shards = new Map<string, string[]>();
  for (const [tensor, shard] of Object.entries(index)) {
    // A name with folders in it could reach for any file of the machine.
    if (typeof shard !== 'string' || shard !== basename(shard) || shard === '..' || shard.includes('\\')) {
      throw corrupt(`${file}: ${JSON.stringify(shard)} is not the name of a file beside the index`);
    }
    const path = join(dirname(file), shard);
    const tensors = shards.get(path);
    if (tensors === undefined) shards.set(path, [tensor]);
    else tensors.push(tensor);
  }
  return shards;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CheckpointError(
      missing ? 'MMA_CHECKPOINT_NOT_FOUND' : 'MMA_CHECKPOINT_READ_FAILED',
      missing ? `no checkpoint at ${file}` : `cannot read ${file}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function parse(file: string, text: string): object {
  let index: unknown;
  try {
    index = JSON.parse(text);
  } catch (cause) {
    throw corrupt(`${file} is not JSON: ${(cause as Error).message}`);
  }
  if (typeof index === 'object' && index !== null && 'weight_map' in index) {
    const map = index.weight_map;
    if (typeof map === 'object' && map !== null) return map;
  }
  throw corrupt(`${file} has no weight_map: it is not the index of sharded weights`);
}
