import { op } from '../pickle/opcodes.js';
import type { Pickler } from '../pickle/pickle.js';
import { dtypes } from '../tensors/dtype.js';
import { contiguousStrides } from '../tensors/strided.js';
import { elementCount, isTensorData, type LazyTensor, type TensorData, tensorBytes } from '../tensors/tensor.js';

/** Collects the tensors of a checkpoint while their descriptions are pickled; tensors with one array share a storage. */
export class StorageCollector {
  /** The tensor whose bytes make each storage; its place is its key. */
  readonly storages: (TensorData | LazyTensor)[] = [];
  readonly #keys = new Map<unknown, string>();

  /** Writes a tensor the way `torch.save` does. */
  write(tensor: TensorData | LazyTensor, pickler: Pickler, path: string): void {
    const { dtype, shape } = tensor;
    const info = dtypes[dtype];
    if (isTensorData(tensor)) tensorBytes(tensor, path);
    const elements = elementCount(shape);
    const typed = info.storage !== undefined;

    pickler.global('torch._utils', typed ? '_rebuild_tensor_v2' : '_rebuild_tensor_v3');
    pickler.opcode(op.mark, op.mark);
    pickler.text('storage');
    if (typed) pickler.global('torch', info.storage ?? '');
    else pickler.global('torch.storage', 'UntypedStorage');
    pickler.text(this.#keyOf(tensor));
    pickler.text('cpu');
    pickler.value(typed ? elements : elements * info.bytes, path);
    pickler.opcode(op.tuple, op.binPersId);
    pickler.value(0, path);
    pickler.tuple(shape, path);
    pickler.tuple(contiguousStrides(shape), path);
    pickler.opcode(op.newFalse);
    pickler.orderedDict(new Map(), path);
    if (!typed) pickler.global('torch', dtype);
    pickler.opcode(op.tuple, op.reduce);
  }

  #keyOf(tensor: TensorData | LazyTensor): string {
    const identity = isTensorData(tensor) ? tensor.data : tensor;
    const known = this.#keys.get(identity);
    if (known !== undefined) return known;
    const key = String(this.storages.length);
    this.storages.push(tensor);
    this.#keys.set(identity, key);
    return key;
  }
}
