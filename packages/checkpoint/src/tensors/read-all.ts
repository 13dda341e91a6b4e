import { isTensorData, type LazyTensor, type TensorData } from './tensor.js';

/** Reads under way at once: the disk's work overlaps with the checksums of what has come. */
const readers = 4;

/** All the tensors in memory, in their order. */
export async function readAll(tensors: readonly (TensorData | LazyTensor)[]): Promise<TensorData[]> {
  const read = new Array<TensorData>(tensors.length);
  const todo = tensors.entries();
  const work = async (): Promise<void> => {
    for (const [index, tensor] of todo) read[index] = isTensorData(tensor) ? tensor : await tensor.read();
  };
  await Promise.all(Array.from({ length: readers }, work));
  return read;
}
