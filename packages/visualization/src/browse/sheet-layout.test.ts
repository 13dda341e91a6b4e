import { expect, test } from 'vitest';
import { layOutSheet, pictureAt } from './sheet-layout.js';
import type { Stage } from './stage.js';

const frameIndices = [1, 2, 3, 4];

function stage(count: number, width: number, height: number): { title: string; stage: Stage } {
  const data = new Uint8Array();
  return {
    title: 'Crop',
    stage: {
      name: 'Crop',
      data,
      count,
      width,
      height,
      note: undefined,
      lazy: undefined,
      frameIndices,
      repeat: undefined,
      isUnchanged: false,
    },
  };
}

test('stages are scaled alike: a crop of half the width is drawn at half the width', () => {
  const { cells } = layOutSheet([stage(4, 680, 400), stage(4, 340, 400)]);
  expect(cells.map(({ tiles }) => tiles[0]!.width)).toEqual([340, 170]);
});

test('small pictures are enlarged until something is to be seen', () => {
  const { cells } = layOutSheet([stage(4, 320, 240), stage(4, 64, 64)]);
  expect(cells.map(({ tiles }) => tiles[0]!.width)).toEqual([320, 160]);
});

test('several crops of each frame stand side by side', () => {
  const { moments, cells } = layOutSheet([stage(4, 340, 256), stage(12, 256, 256)]);
  expect([moments, cells[1]!.tiles.length]).toEqual([4, 3]);
  expect(pictureAt(cells[1]!.stage, { moment: 1, tile: 2, moments })).toBe(9);
});

test('nothing stands outside of the sheet, and its sides are even', () => {
  for (const count of [1, 2, 5, 9]) {
    const stages = Array.from({ length: count }, (_, at) => stage(4, 1920 - at * 200, 1081));
    const { width, height, cells } = layOutSheet(stages, 0.7);
    expect([width % 2, height % 2]).toEqual([0, 0]);
    for (const { x, y, width: w, height: h } of cells.flatMap(({ box, tiles }) => [box, ...tiles])) {
      expect(x + w).toBeLessThanOrEqual(width);
      expect(y + h).toBeLessThanOrEqual(height);
    }
  }
});
