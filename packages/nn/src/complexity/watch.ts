import { type Tensor, tf } from '@mma/backend';
import type { Module } from '../module.js';
import type { KernelRun } from './kernel-macs.js';

export interface Watcher {
  /** A module's forward pass begins, and ends; passes are nested as calls are. */
  enter(module: Module): void;
  leave(module: Module, inputs: readonly unknown[], output: unknown): void;
  kernel(run: KernelRun): void;
}

/** Runs `work`, which must not be asynchronous, and tells of every forward pass of the modules under `root` and every kernel. */
export function watchForward(root: Module, work: () => void, watcher: Watcher): void {
  const engine = tf.engine();
  const runKernel = engine.runKernel;
  engine.runKernel = (name, inputs, attributes = {}) => {
    const output = runKernel.call(engine, name, inputs, attributes);
    watcher.kernel({ name, inputs: inputs as KernelRun['inputs'], attributes, output: [output].flat()[0] as Tensor });
    return output as never;
  };
  const watched = root.modules().filter((module) => typeof forwardOf(module) === 'function');
  for (const module of watched) watchModule(module, watcher);
  try {
    tf.tidy(work);
  } finally {
    engine.runKernel = runKernel;
    for (const module of watched) Reflect.deleteProperty(module, 'forward');
  }
}

type Forwarding = Module & { forward: (...inputs: unknown[]) => unknown };

function forwardOf(module: Module): unknown {
  return 'forward' in module ? module.forward : undefined;
}

/** A method of its own in front of the class's. */
function watchModule(module: Module, watcher: Watcher): void {
  const forward = forwardOf(module) as Forwarding['forward'];
  const watched = (...inputs: unknown[]): unknown => {
    watcher.enter(module);
    const output = forward.apply(module, inputs);
    watcher.leave(module, inputs, output);
    return output;
  };
  Object.defineProperty(module, 'forward', { value: watched, configurable: true, enumerable: false });
}
