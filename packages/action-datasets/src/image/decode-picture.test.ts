import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixture } from '../testing/fixture.js';
import { decodePicture, writeGrey, writeRgb } from './decode-picture.js';

const bytesOf = (name: string) => readFileSync(new URL(`../../fixtures/pictures/${name}`, import.meta.url));

const opencv =
  fixture<Record<string, { shape: number[]; rgb: string; grey: number[]; isGrey: boolean }>>('pictures/opencv.json');

test.each(Object.entries(opencv))('%s has the colours that OpenCV decodes', async (name, { shape, rgb }) => {
  const picture = await decodePicture(bytesOf(name), name);
  expect([picture.height, picture.width, 3]).toEqual(shape);
  const colours = new Uint8Array(picture.width * picture.height * 3);
  writeRgb(picture, colours);
  expect(createHash('sha256').update(colours).digest('hex')).toBe(rgb);
});

test.each(['grey.jpg', 'colour.png', 'colour.bmp', 'colour.webp'])('%s has OpenCV’s brightness', async (name) => {
  const picture = await decodePicture(bytesOf(name), name);
  const target = new Uint8Array(picture.width * picture.height * 2);
  writeGrey(picture, target.subarray(1), 2);
  const { grey, isGrey } = opencv[name]!;
  const furthest = Math.max(...grey.map((value, i) => Math.abs(target[97 * i * 2 + 1]! - value)));
  expect(furthest).toBeLessThanOrEqual(isGrey ? 0 : 1);
});

test('a smaller picture after a larger one leaves nothing of it', async () => {
  await decodePicture(bytesOf('420.jpg'), 'a');
  const small = await decodePicture(bytesOf('colour.bmp'), 'b');
  expect([small.width, small.height, small.rgba.length]).toEqual([9, 9, 9 * 9 * 4]);
});

test.each([
  ['half a JPEG', () => bytesOf('420.jpg').subarray(0, 900), /the file is cut off/],
  ['half a PNG', () => bytesOf('colour.png').subarray(0, 900), /the file is cut off/],
  ['nothing', () => Buffer.alloc(0), /the file is empty/],
  ['text', () => Buffer.from('no picture'), /it is no picture, or damaged/],
])('%s is an error that names the picture', async (_, bytes, message) => {
  await expect(decodePicture(bytes(), 'img_00001.jpg')).rejects.toMatchObject({
    code: 'MMA_DATA_PICTURE',
    message: expect.stringMatching(message),
  });
  await expect(decodePicture(bytes(), 'img_00001.jpg')).rejects.toThrow(/^cannot decode img_00001\.jpg/);
});
