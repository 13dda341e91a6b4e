import { extname } from 'node:path';
import type { CheckpointValue } from '../pickle/values.js';
import { writeCheckpoint } from '../pth/write.js';
import { writeSafetensors } from '../safetensors/write.js';
import type { FloatDType } from '../tensors/cast.js';
import { castLazily, openWeights } from './weights.js';
import { withoutObjects } from './writable.js';

export interface ConvertOptions {
  /** What floating-point weights become; default: they stay. Optimizer state stays in any case. */
  readonly dtype?: FloatDType | undefined;
  /** Entries to take besides the weights, in a `.pth`; default: all. */
  readonly keys?: readonly string[] | undefined;
}

/**
 * Write a checkpoint as another file: `.pth` ⇄ `.safetensors` by the name of `output`, in another precision. A
 * `.safetensors` file holds the weights alone. One tensor at a time is in memory.
 *
 * @returns the paths of what has no place in the new file, such as `optimizer` and the Python objects of `message_hub`
 * @throws CheckpointError where `input` has no weights, a number does not fit `dtype`, or `output` cannot be written
 */
export async function convertCheckpoint(
  input: string,
  output: string,
  { dtype, keys }: ConvertOptions = {},
): Promise<string[]> {
  await using source = await openWeights(input);
  const { rest } = source;
  const weights = dtype === undefined ? source.weights : castLazily(source.weights, dtype);
  if (extname(output) === '.safetensors') {
    await writeSafetensors(output, weights, { metadata: { format: 'pt' } });
    return [...rest.keys()];
  }
  const left: string[] = [];
  const content = new Map<string, CheckpointValue>([['meta', new Map()]]);
  for (const [key, value] of rest) {
    if (keys !== undefined && !keys.includes(key)) {
      left.push(key);
      continue;
    }
    const kept = withoutObjects(value, key, left);
    if (kept !== undefined) content.set(key, kept);
  }
  await writeCheckpoint(output, content.set('state_dict', weights));
  return left;
}
