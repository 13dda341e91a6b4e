import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';
import { CodecParameters } from 'node-av/lib';
import { expect, test } from 'vitest';
import { displayMatrix, type Rotation, readRotation, rotate } from './rotation.js';

// Three pixels wide, two high, named by their red value.
const picture = Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap((red) => [red, 0, 0]));

test.each<[Rotation, number[]]>([
  [90, [4, 1, 5, 2, 6, 3]],
  [180, [6, 5, 4, 3, 2, 1]],
  [270, [3, 6, 2, 5, 1, 4]],
])('turning by %i degrees goes clockwise', (rotation, reds) => {
  const turned = new Uint8Array(picture.length);
  rotate(picture, { width: 3, height: 2, rotation }, turned);
  expect([...turned].filter((_, i) => i % 3 === 0)).toEqual(reds);
});

test.each<Rotation>([0, 90, 180, 270])('a display matrix of %i degrees is read back', (rotation) => {
  const parameters = new CodecParameters();
  parameters.alloc();
  parameters.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, displayMatrix(rotation));
  expect(readRotation(parameters)).toBe(rotation);
  parameters.free();
});
