import { basename, extname } from 'node:path';
import { CheckpointError } from '../errors.js';
import { OrderedDict } from '../pickle/values.js';
import { writeCheckpoint } from '../pth/write.js';
import { writeSafetensors } from '../safetensors/write.js';
import { castFloats, isFloating } from '../tensors/cast.js';
import { elementCount, type TensorData } from '../tensors/tensor.js';
import { widenToFloat32 } from '../tensors/widen.js';
import { type AnyTensor, type OpenWeights, openWeights, read } from './weights.js';

/**
 * Write the mean of the weights of several checkpoints of one model (Izmailov et al., "Averaging Weights Leads to Wider
 * Optima and Better Generalization", 2018). Sums are in double precision, the result has the first file's types; whole
 * numbers, such as the counts of batch norm, are the last file's.
 *
 * @throws CheckpointError `MMA_CHECKPOINT_CONTENT` where the files are not of one model, and as reading and writing do
 */
export async function averageCheckpoints(files: readonly string[], output: string): Promise<void> {
  const sources: OpenWeights[] = [];
  try {
    for (const file of files) sources.push(await openWeights(file));
    await writeMean(files, sources, output);
  } finally {
    for (const source of sources) await source[Symbol.asyncDispose]();
  }
}

async function writeMean(files: readonly string[], sources: readonly OpenWeights[], output: string): Promise<void> {
  const [first, ...others] = sources.map(({ weights }) => weights);
  if (first === undefined) throw new CheckpointError('MMA_CHECKPOINT_CONTENT', 'there is nothing to average');
  for (const [i, other] of others.entries()) checkAlike(first, other, [files[0]!, files[i + 1]!]);

  const mean = new OrderedDict<AnyTensor>();
  for (const [name, { dtype, shape }] of first) {
    const same = [first, ...others].map((weights) => weights.get(name)!);
    mean.set(name, isFloating(dtype) ? { dtype, shape, read: () => meanOf(same) } : same.at(-1)!);
  }
  if (extname(output) === '.safetensors') await writeSafetensors(output, mean, { metadata: { format: 'pt' } });
  else await writeCheckpoint(output, { meta: { averaged: files.map((file) => basename(file)) }, state_dict: mean });
}

async function meanOf(tensors: readonly AnyTensor[]): Promise<TensorData> {
  const { dtype, shape } = tensors[0]!;
  const sum = new Float64Array(elementCount(shape));
  for (const tensor of tensors) {
    const data = widenToFloat32(await read(tensor)).data as Float32Array | Float64Array;
    for (let i = 0; i < sum.length; i++) sum[i]! += data[i]!;
  }
  for (let i = 0; i < sum.length; i++) sum[i]! /= tensors.length;
  const mean: TensorData = { dtype: 'float64', shape, data: sum };
  if (dtype === 'float64') return mean;
  if (dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16') return castFloats(mean, dtype);
  throw new CheckpointError('MMA_CHECKPOINT_CONTENT', `${dtype} tensors are not averaged`, {
    hint: 'convert the files to float32 first: mma checkpoint convert IN OUT --dtype float32',
  });
}

function checkAlike(
  first: OpenWeights['weights'],
  other: OpenWeights['weights'],
  [one, two]: readonly [string, string],
): void {
  const differs = [...new Set([...first.keys(), ...other.keys()])].find(
    (name) => String(first.get(name)?.shape) !== String(other.get(name)?.shape),
  );
  if (differs === undefined) return;
  const [a, b] = [first, other].map((weights) => {
    const shape = weights.get(differs)?.shape;
    return shape === undefined ? 'nothing' : `[${shape}]`;
  });
  throw new CheckpointError(
    'MMA_CHECKPOINT_CONTENT',
    `${one} and ${two} are not of one model: ${differs} is ${a} in the one and ${b} in the other`,
    { hint: 'average checkpoints of one run, or of runs with one config' },
  );
}
