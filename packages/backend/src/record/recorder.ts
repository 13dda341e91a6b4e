import type { BackendValues, Tensor } from '@tensorflow/tfjs';
import type { Binding, NativeBackend } from '../binding.js';
import { tf } from '../tf.js';
import type { FunctionDefinition } from './function-def.js';
import { Recording } from './recording.js';
import { Unrecordable } from './unrecordable.js';

/** A function of tensors: its outputs depend on its inputs alone. */
export type TensorFunction = (inputs: readonly Tensor[]) => Tensor[];

/** Runs `fn` eagerly without recording it. The outputs belong to the caller; one that is an input is another handle of it. */
export function runEagerly(fn: TensorFunction, inputs: readonly Tensor[]): Tensor[] {
  return tf.tidy(() => fn(inputs).map((output) => tf.clone(output)));
}

/**
 * Lets `fn` go through its ops without running any and writes them down. The tensors it meets have types and shapes, no values.
 * @throws Unrecordable
 */
export function trace(
  backend: NativeBackend,
  fn: TensorFunction,
  { inputs, name }: { inputs: readonly Tensor[]; name: string },
): FunctionDefinition {
  const recording = new Recording(backend.binding);
  const inputIds = backend.getInputTensorIds(inputs);
  for (const [index, id] of inputIds.entries()) {
    const { dataId, shape } = inputs[index]!;
    recording.addInput(id, backend.tensorMap.get(dataId).dtype, shape);
  }
  return withRecording(backend, recording, () => {
    let ids: number[] = [];
    // Nothing must leave the tidy scope: what was made inside exists in the record alone.
    tf.tidy(() => {
      ids = backend.getInputTensorIds(fn(inputs));
    });
    return recording.finish(name, ids);
  });
}

/** Puts the recording in the place of the binding while `work` runs. */
function withRecording<T>(backend: NativeBackend, recording: Recording, work: () => T): T {
  const { binding, move } = backend;
  // Values that JavaScript makes meanwhile are constants; others belong to a tensor from outside.
  const made = new Map<object, BackendValues & object>();
  const madeInside = new WeakSet<object>();
  backend.move = (dataId, values, ...rest) => {
    if (values !== null && typeof values === 'object') {
      made.set(dataId, values as BackendValues & object);
      madeInside.add(values as BackendValues & object);
    }
    move.call(backend, dataId, values, ...rest);
  };
  backend.binding = recordingBinding(binding, recording, madeInside);
  try {
    return work();
  } finally {
    backend.binding = binding;
    backend.move = move;
    // A constant that was kept beyond the function still has its values.
    for (const [dataId, values] of made) {
      if (!backend.tensorMap.has(dataId)) continue;
      const info = backend.tensorMap.get(dataId);
      if (info.values === null) Object.assign(info, { values, id: -1 });
    }
  }
}

function recordingBinding(binding: Binding, recording: Recording, madeInside: WeakSet<object>): Binding {
  const replaced: Pick<Binding, 'createTensor' | 'executeOp' | 'tensorDataSync'> = {
    createTensor(shape, dtype, values) {
      if (!madeInside.has(values)) throw new Unrecordable('it uses a tensor from outside that is not an input');
      if (!ArrayBuffer.isView(values)) throw new Unrecordable('it makes a constant of strings');
      const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
      return recording.addConstant({ dtype, shape: [...shape], content });
    },
    executeOp: (name, attributes, inputIds) => recording.addOp(name, attributes, inputIds),
    tensorDataSync() {
      throw new Unrecordable('it reads the values of a tensor, on which what follows may depend');
    },
  };
  return Object.assign(Object.create(binding) as Binding, replaced);
}
