import { tf } from '@mma/backend';
import type { BatchNorm2d } from '../layers/batch-norm2d.js';
import { ConvModule } from '../layers/conv-module.js';
import type { Module } from '../module.js';
import { kernelMacs, NORM_MACS } from './kernel-macs.js';
import { watchForward } from './watch.js';

/** What one module takes, with all that is below it. */
export interface ModuleComplexity {
  /** Full name; '' for the whole. */
  name: string;
  /** The class. */
  type: string;
  parameters: number;
  /** Multiply-accumulate operations of one forward pass. */
  macs: number;
  depth: number;
}

/** Operations for each input value of modules that are made of many small kernels, as fvcore counts them. */
const PER_INPUT: Readonly<Record<string, number>> = {
  AdaptiveAvgPool2d: 1,
  AdaptiveAvgPool3d: 1,
  LayerNorm: 5,
  GroupNorm: 5,
};

/**
 * Parameters and multiply-accumulate operations of a module and of each module below it, counted while `forward` runs in
 * evaluation mode. Values that are not there yet are zeros: what a pass costs does not depend on them.
 *
 * @param forward one pass through `root`, not asynchronous
 * @returns parents first; a module that is used twice counts its parameters once
 */
export function countComplexity(root: Module, forward: () => void): ModuleComplexity[] {
  fillWithZeros(root);
  const wasTraining = root.training;
  root.eval();
  const macs = new Map<Module, number>();
  const running: Module[] = [root];
  const add = (count: number, ...below: Module[]): void => {
    for (const module of new Set([...running, ...below])) macs.set(module, (macs.get(module) ?? 0) + count);
  };
  watchForward(root, forward, {
    enter: (module) => running.push(module),
    leave(module, [input], output) {
      const each = PER_INPUT[module.constructor.name];
      if (each !== undefined && input instanceof tf.Tensor) add(each * input.size);
      const norm = foldedNorm(module);
      if (norm !== null && output instanceof tf.Tensor) add(NORM_MACS * output.size, norm);
      running.pop();
    },
    kernel(run) {
      const module = running.at(-1)!;
      add(kernelMacs(run), ...(module instanceof ConvModule && foldedNorm(module) !== null ? [module.conv] : []));
    },
  });
  root.train(wasTraining);
  return rowsOf(root, { name: '', depth: 0 }, { macs, seen: new Set() });
}

/** The batch norm that a module computes within its convolution: it costs nothing then, and counts as fvcore counts it. */
function foldedNorm(module: Module): BatchNorm2d | null {
  return module instanceof ConvModule ? module.bn : null;
}

/** A part that has no forward pass of its own (a list of blocks, a head that is asked otherwise) takes what is below it takes. */
function rowsOf(
  module: Module,
  { name, depth }: { name: string; depth: number },
  found: { macs: ReadonlyMap<Module, number>; seen: Set<Module> },
): ModuleComplexity[] {
  if (found.seen.has(module)) return [];
  found.seen.add(module);
  const below = [...module.namedChildren()].map(([child, inner]) =>
    rowsOf(inner, { name: name === '' ? child : `${name}.${child}`, depth: depth + 1 }, found),
  );
  const sum = below.reduce((total, [child]) => total + (child?.macs ?? 0), 0);
  const own = {
    name,
    type: module.constructor.name,
    parameters: module.parameters().reduce((total, { shape }) => total + sizeOf(shape), 0),
    macs: Math.max(found.macs.get(module) ?? 0, sum),
    depth,
  };
  return [own, ...below.flat()];
}

function fillWithZeros(root: Module): void {
  const slots = [...root.namedParameters(), ...root.namedBuffers()].map(([, slot]) => slot);
  for (const slot of slots) {
    if (slot.hasValue) continue;
    const dtype = slot.dtype === 'int64' ? 'int32' : slot.dtype;
    slot.assign(tf.zeros([...slot.layout.shapeInside(slot.shape)], dtype));
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, edge) => size * edge, 1);
}
