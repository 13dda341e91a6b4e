import { expect, test } from 'vitest';
import type { Annotation } from '../annotations/annotation.js';
import { selectAnnotations } from './select-annotations.js';

const annotations: Annotation[] = [
  { name: 'a', labels: [0], place: 'f:1', totalFrames: 10 },
  { name: 'b', labels: [1, 2], place: 'f:2', totalFrames: 20 },
  { name: 'c', labels: [], place: 'f:3', totalFrames: 30 },
  { name: 'd', labels: [], place: 'f:4', more: { label: { scene: [1] } } },
];

const names = (settings: Parameters<typeof selectAnnotations>[1]) =>
  selectAnnotations(annotations, settings).map(({ name }) => name);

test('indices count from either end', () => {
  const indices = (value: number | number[]) => names({ filterCfg: null, indices: value });
  expect(indices(2)).toEqual(['a', 'b']);
  expect(indices(-1)).toEqual(['d']);
  expect(indices([2, 0, -1])).toEqual(['c', 'a', 'd']);
  expect(() => indices(5)).toThrow('`indices` names 5, and there are 4 samples');
  expect(() => indices([4])).toThrow('`indices` names 4');
});

test('filter_cfg leaves out samples before indices are counted', () => {
  const cfg = { filterEmptyGt: false };
  expect(names({ filterCfg: { filterEmptyGt: true }, indices: null })).toEqual(['a', 'b', 'd']);
  expect(names({ filterCfg: { ...cfg, labels: [2, 0] }, indices: -1 })).toEqual(['b']);
  expect(names({ filterCfg: { ...cfg, minFrames: 15 }, indices: null })).toEqual(['b', 'c', 'd']);
});
