import type { BackendValues, Tensor } from '@tensorflow/tfjs';
import type { Binding, NativeBackend } from '../binding.js';
import { tf } from '../tf.js';
import type { FunctionDefinition } from './function-def.js';
import { Recording } from './recording.js';
import { Unrecordable } from './unrecordable.js';

/** A function of tensors: its outputs depend on its inputs alone. */
export type TensorFunction = (inputs: readonly Tensor[]) => Tensor[];

export interface Run {
  /** Belong to the caller; an output that is an input is another handle of the same values. */
  outputs: Tensor[];
  /** The record, or why there is none. */
  record: FunctionDefinition | Unrecordable;
}

/** Runs `fn` eagerly without recording it. */
export function runEagerly(fn: TensorFunction, inputs: readonly Tensor[]): Tensor[] {
  return tf.tidy(() => fn(inputs).map((output) => tf.clone(output)));
}

/** Runs `fn` eagerly and writes down what the binding is asked to do. What cannot be recorded still runs. */
export function runRecording(
  backend: NativeBackend,
  fn: TensorFunction,
  { inputs, name }: { inputs: readonly Tensor[]; name: string },
): Run {
  const { binding } = backend;
  const recording = new Recording(binding);
  const inputIds = backend.getInputTensorIds(inputs);
  for (const [index, id] of inputIds.entries()) {
    recording.addInput(id, backend.tensorMap.get(inputs[index]!.dataId).dtype);
  }
  let refusal: Unrecordable | undefined;
  const attempt = <T>(work: () => T): T | undefined => {
    if (refusal !== undefined) return undefined;
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Unrecordable)) throw error;
      refusal = error;
      return undefined;
    }
  };
  let record: FunctionDefinition | undefined;
  const outputs = tf.tidy(() =>
    watch(backend, { recording, attempt }, () => {
      const made = fn(inputs).map((output) => tf.clone(output));
      // Also sends to TensorFlow, while that is watched, what JavaScript alone knows yet.
      const ids = backend.getInputTensorIds(made);
      record = attempt(() => recording.finish(name, ids));
      return made;
    }),
  );
  return { outputs, record: record ?? refusal! };
}

interface Watcher {
  recording: Recording;
  attempt: <T>(work: () => T) => T | undefined;
}

/** Puts the recorder between tfjs's kernels and the binding while `work` runs. */
function watch<T>(backend: NativeBackend, { recording, attempt }: Watcher, work: () => T): T {
  const { binding, move } = backend;
  // Values that JavaScript makes meanwhile are constants; others belong to a tensor from outside.
  const madeInside = new WeakSet<object>();
  backend.move = (dataId, values, ...rest) => {
    if (values !== null && typeof values === 'object') madeInside.add(values as BackendValues & object);
    move.call(backend, dataId, values, ...rest);
  };
  backend.binding = watchedBinding(binding, {
    created: (id, shape, dtype, values) =>
      attempt(() => {
        if (!madeInside.has(values)) throw new Unrecordable('it uses a tensor from outside that is not an input');
        if (!ArrayBuffer.isView(values)) throw new Unrecordable('it makes a constant of strings');
        const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
        recording.addConstant(id, { dtype, shape: [...shape], content });
      }),
    executed: (...op) => attempt(() => recording.addOp(...op)),
    read: () =>
      attempt(() => {
        throw new Unrecordable('it reads the values of a tensor, on which what follows may depend');
      }),
  });
  try {
    return work();
  } finally {
    backend.binding = binding;
    backend.move = move;
  }
}

interface Observer {
  created(id: number, ...of: Parameters<Binding['createTensor']>): void;
  executed(...op: Parameters<Recording['addOp']>): void;
  read(): void;
}

function watchedBinding(binding: Binding, observer: Observer): Binding {
  const watched: Pick<Binding, 'createTensor' | 'executeOp' | 'tensorDataSync'> = {
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values);
      observer.created(id, shape, dtype, values);
      return id;
    },
    executeOp(name, attributes, inputIds, outputCount) {
      const outputs = binding.executeOp(name, attributes, inputIds, outputCount);
      observer.executed(name, attributes, inputIds, outputs);
      return outputs;
    },
    tensorDataSync(id) {
      observer.read();
      return binding.tensorDataSync(id);
    },
  };
  return Object.assign(Object.create(binding) as Binding, watched);
}
