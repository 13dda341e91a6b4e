import type { TensorSlot } from './parameter.js';
import { checkSource, type LazyLoadable, type LoadableTensor, loadSlot } from './state-dict.js';

/** Reads under way at once: the disk's work overlaps with the moving of what has come. */
const READERS = 4;

/** Fills slots with what fits them by name, each as it comes from its file: one by one in memory, not all at once. */
export async function streamSlots(
  slots: readonly [string, TensorSlot][],
  state: ReadonlyMap<string, LoadableTensor | LazyLoadable>,
): Promise<void> {
  const todo = slots.values();
  const work = async (): Promise<void> => {
    for (const [name, slot] of todo) {
      const source = state.get(name)!;
      const tensor = 'read' in source ? await source.read() : source;
      checkSource(name, tensor);
      await fillSlot(slot, tensor);
      if ('read' in source) giveBack(tensor);
    }
  };
  await Promise.all(Array.from({ length: READERS }, work));
}

/** Floats are moved on another thread, so that this one sees to the checksums of those that come next. */
async function fillSlot(slot: TensorSlot, tensor: LoadableTensor): Promise<void> {
  const { data } = tensor;
  if (slot.dtype === 'float32' && data instanceof Float32Array) {
    slot.assign(await slot.layout.fromNumbersAsync(data, slot.shape));
  } else loadSlot(slot, tensor);
}

/** Frees an array at once: the collector takes its time, and memory that is new costs more than reading into it. */
function giveBack({ data }: LoadableTensor): void {
  if (ArrayBuffer.isView(data) && data.buffer instanceof ArrayBuffer) data.buffer.transfer(0);
}
