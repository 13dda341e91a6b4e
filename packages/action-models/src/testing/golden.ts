import { readFileSync } from 'node:fs';
import { type Batch, type ComponentConfig, MODELS, type NdArray } from '@mma/engine';
import type { BaseRecognizer } from '../recognizers/base-recognizer.js';
import { uniform } from './uniform.js';

export interface Figures {
  l2: number;
  first: number[];
}

/** MMAction2's figures of one model, its weights and input filled by formula. */
export interface Golden {
  model: ComponentConfig;
  batch: number;
  num_segs: number;
  size: number;
  labels: number[];
  input_key: string;
  preprocessed: Figures & { mean: number };
  eval_scores: number[][];
  state_dict?: Record<string, number[]>;
  first_grads?: Record<string, Figures>;
  sgd?: { lr: number; momentum: number; weight_decay: number; clip: number };
  trajectory?: { loss: number; grad_norm: number; top1: number }[];
  after?: Record<string, Figures>;
  /** Five steps at a learning rate so small that rounding is not amplified, computed by PyTorch in float64. */
  gentle?: { lr: number; trajectory: { loss: number; grad_norm: number }[] };
}

export function readGolden<T = Golden>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** The model of the figures, with its weights. */
export function buildGolden(golden: Golden): BaseRecognizer {
  const model = MODELS.build(golden.model) as BaseRecognizer;
  const slots = [...model.namedParameters(), ...model.namedBuffers()];
  model.loadStateDict(
    new Map(slots.map(([name, { shape, dtype }]) => [name, { dtype, shape, data: valuesOf(name, shape) }])),
  );
  return model;
}

function valuesOf(name: string, shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const [scale, offset] = rangeOf(name, shape);
  const draws = uniform(name, size);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = draws[i]! * scale + offset;
  return values;
}

/** Values are u·scale + offset. */
function rangeOf(name: string, shape: readonly number[]): [scale: number, offset: number] {
  if (name.endsWith('num_batches_tracked')) return [0, 0];
  if (name.endsWith('running_var')) return [0.5, 1];
  if (name.endsWith('.weight') && shape.length === 1) return [0.2, 0.9];
  const bound =
    shape.length === 1 ? 0.1 : Math.sqrt(3 / shape.slice(1).reduce((product, length) => product * length, 1));
  return [2 * bound, -bound];
}

/** The batch of the figures: [segments, H, W, 3] uint8 each. */
export function goldenBatch({ batch, num_segs, size, labels, input_key }: Golden): Batch {
  const draws = uniform(input_key, batch * num_segs * 3 * size * size);
  const plane = size * size;
  const inputs = Array.from({ length: batch }, (_, b): NdArray => {
    const data = new Uint8Array(num_segs * plane * 3);
    for (let segment = 0; segment < num_segs; segment++)
      for (let channel = 0; channel < 3; channel++)
        for (let pixel = 0; pixel < plane; pixel++) {
          const from = ((b * num_segs + segment) * 3 + channel) * plane + pixel;
          data[(segment * plane + pixel) * 3 + channel] = Math.floor(256 * draws[from]!);
        }
    return { data, shape: [num_segs, size, size, 3] };
  });
  return { inputs, dataSamples: labels.map((label) => ({ metainfo: {}, gtLabel: [label] })) };
}
