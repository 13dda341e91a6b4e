import { type Tensor, tf } from '@mma/backend';
import type { ModuleBuffer } from '@mma/nn';

/**
 * Runs `work`, a forward pass that may assign buffers, and gives those their values back: while it is recorded, what it assigns is no
 * number yet. Each buffer comes with another handle of its value, because assigning frees the first.
 */
export function restoringBuffers<T>(buffers: readonly (readonly [ModuleBuffer, Tensor])[], work: () => T): T {
  const former = buffers.map(([buffer]) => buffer.value);
  try {
    return work();
  } finally {
    for (const [index, [buffer, value]] of buffers.entries()) {
      if (buffer.value !== former[index]) buffer.assign(tf.clone(value));
    }
  }
}
