import { describe, expect, it } from 'vitest';
import { COLLATE_FNS } from '../../registry/roots.js';
import type { Item, Sample } from '../../structures/batch.js';
import '../../index.js';

const sample = (label: number, shape = [2, 2]): Sample => ({
  inputs: { data: new Uint8Array(shape.reduce((a, b) => a * b)).fill(label), shape },
  dataSample: { metainfo: {}, gtLabel: [label] },
});
const collate = (type: string, items: readonly Item[]) => COLLATE_FNS.build({ type }).collate(items);

describe('pseudo_collate', () => {
  it('lays samples of any shape side by side', () => {
    const { inputs, dataSamples } = collate('pseudo_collate', [sample(1), sample(2, [3])]);
    expect(inputs.map(({ shape }) => shape)).toEqual([[2, 2], [3]]);
    expect(dataSamples.map(({ gtLabel }) => gtLabel)).toEqual([[1], [2]]);
  });

  it('says which function takes lists of samples', () => {
    expect(() => collate('pseudo_collate', [[sample(1), sample(1)]])).toThrow(
      expect.objectContaining({ code: 'MMA_DATA_COLLATE', hint: expect.stringContaining('repeat_pseudo_collate') }),
    );
  });
});

describe('default_collate', () => {
  it('stacks samples in one piece of memory', () => {
    const { inputs, dataSamples } = collate('default_collate', [sample(1), sample(2)]);
    expect(inputs.map(({ data }) => [...data])).toEqual([
      [1, 1, 1, 1],
      [2, 2, 2, 2],
    ]);
    expect([...new Uint8Array(inputs[0]!.data.buffer)]).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
    expect(dataSamples).toHaveLength(2);
  });

  it('keeps the kind of number', () => {
    const floats = { ...sample(0), inputs: { data: Float32Array.of(0.5) as never, shape: [1] } };
    expect(collate('default_collate', [floats, floats]).inputs[1]!.data).toEqual(Float32Array.of(0.5));
  });

  it('refuses samples that differ, naming both shapes', () => {
    expect(() => collate('default_collate', [sample(1), sample(2, [3])])).toThrow(
      'the first of the batch is Uint8Array [2, 2], sample 1 is Uint8Array [3]',
    );
  });
});

describe('repeat_pseudo_collate', () => {
  it('flattens lists of samples, in order', () => {
    const { dataSamples } = collate('repeat_pseudo_collate', [[sample(1), sample(2)], sample(3), [sample(4)]]);
    expect(dataSamples.map(({ gtLabel }) => gtLabel![0])).toEqual([1, 2, 3, 4]);
  });
});
