import type { Tensor } from '@tensorflow/tfjs';
import { nativeBackend } from './active-backend.js';
import { hasOwnKernels } from './own-kernels.js';

/**
 * Runs `work` with tensors given up, as far as nobody else holds them: `momentumStep` and `keepOver` then write their results where those
 * lie, instead of beside them. Clones, values that are being read, operations under way and results that share memory with a tensor
 * keep it as it is. Of tensors given up the caller must do nothing afterwards but dispose them; if `work` throws, they may hold new
 * numbers.
 */
export function donating<T>(tensors: readonly Tensor[], work: () => T): T {
  if (!hasOwnKernels()) return work();
  const { binding, tensorMap } = nativeBackend();
  const holders = new Map<object, number>();
  for (const { dataId } of tensors) holders.set(dataId, (holders.get(dataId) ?? 0) + tensorMap.get(dataId).refCount);
  const ids = tensors.filter(({ dataId }) => holders.get(dataId) === 1).map(({ dataId }) => tensorMap.get(dataId).id);
  try {
    binding.donate(ids.filter((id) => id >= 0));
    return work();
  } finally {
    binding.endDonation();
  }
}
