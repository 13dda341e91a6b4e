import { expect, test } from 'vitest';
import { shiftHue } from './shift-hue.js';

const shifted = (offset: number, ...pixels: number[]) => {
  const bytes = Uint8Array.from(pixels);
  shiftHue(bytes, offset);
  return [...bytes];
};

test('a third of the circle makes red green, and back', () => {
  expect(shifted(60, 255, 0, 0)).toEqual([0, 255, 0]);
  expect(shifted(120, 255, 0, 0)).toEqual([0, 0, 255]);
  expect(shifted(-60, 0, 255, 0)).toEqual([255, 0, 0]);
  expect(shifted(180, 255, 0, 0)).toEqual([255, 0, 0]);
});

test('greys have no hue', () => {
  expect(shifted(37, 0, 0, 0, 100, 100, 100, 255, 255, 255)).toEqual([0, 0, 0, 100, 100, 100, 255, 255, 255]);
});

test('the brightest channel stays as bright', () => {
  for (let i = 0; i < 200; i++) {
    const pixel = [(i * 67) % 256, (i * 29) % 256, (i * 151) % 256];
    expect(Math.max(...shifted(i, ...pixel))).toBe(Math.max(...pixel));
  }
});
