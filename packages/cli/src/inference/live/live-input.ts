import { isLiveSource } from '@mma/video';
import { UsageError } from '../../errors.js';
import type { InferOptions } from '../../specs/infer.js';

/**
 * The camera or stream that the arguments of `mma infer` name: what is live by its looks, or any address with `--stream`.
 *
 * @returns undefined where they name files
 * @throws UsageError where a live source is not alone
 */
export async function liveInput(inputs: readonly string[], { stream }: InferOptions): Promise<string | undefined> {
  const live: string[] = [];
  for (const input of inputs) if (stream || (await isLiveSource(input))) live.push(input);
  const [source] = live;
  if (source === undefined || inputs.length === 1) return source;
  throw new UsageError(`${source} is a live source, and there are ${inputs.length} inputs.`, 'Watch one at a time.');
}
