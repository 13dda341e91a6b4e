import { expect, it } from 'vitest';
import { transferable } from './transferable.js';

const sampleOf = (data: Uint8Array) => ({ inputs: { data, shape: [data.length] }, dataSample: { metainfo: {} } });

it('moves an array that owns its buffer without copying it', () => {
  const data = new Uint8Array([1, 2, 3]);
  const { item, buffers } = transferable(sampleOf(data));
  expect(item.inputs.data).toBe(data);
  expect(buffers).toEqual([data.buffer]);
});

it('gives a window on a larger buffer one of its own', () => {
  const pool = new Uint8Array(100).fill(7);
  const { item, buffers } = transferable(sampleOf(pool.subarray(10, 13)));
  structuredClone(item, { transfer: buffers });
  expect(pool).toHaveLength(100);
  expect(buffers[0]!.byteLength).toBe(0);
});

it('copies out of shared memory', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(3)).fill(9);
  const { item, buffers } = transferable(sampleOf(shared));
  expect(buffers[0]).toBeInstanceOf(ArrayBuffer);
  expect([...item.inputs.data]).toEqual([9, 9, 9]);
});

it('moves every sample of a list', () => {
  const list = [sampleOf(new Uint8Array([1])), sampleOf(new Uint8Array([2]))];
  const { item, buffers } = transferable(list);
  expect(item.map(({ inputs }) => inputs.data)).toEqual(list.map(({ inputs }) => inputs.data));
  expect(buffers).toHaveLength(2);
});
