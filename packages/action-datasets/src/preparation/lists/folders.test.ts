import { expect, test } from 'vitest';
import { describeFolders } from './folders.js';

test('folders of classes are divided by their clips’ names', () => {
  const names = Array.from({ length: 40 }, (_, i) => `${i % 2 ? 'wave' : 'clap'}/clip ${i}.mp4`);
  const { classes, splits } = describeFolders(names, { train: 0.75, val: 0.25 });
  expect(classes).toEqual(['clap', 'wave']);
  const [train, val] = [splits.get('train')!, splits.get('val')!];
  expect(train.length + val.length).toBe(40);
  expect(train.length).toBeGreaterThan(20);
  expect(val.length).toBeGreaterThan(2);
  expect([...train, ...val]).toContainEqual({ name: 'wave/clip 3', labels: [1] });
});

test('train, val and test folders are taken as they are', () => {
  const { classes, splits } = describeFolders(['train/b/1.mp4', 'val/a/2.mp4'], { train: 1 });
  expect(classes).toEqual(['a', 'b']);
  expect(splits.get('train')).toEqual([{ name: 'train/b/1', labels: [1] }]);
  expect(splits.get('val')).toEqual([{ name: 'val/a/2', labels: [0] }]);
});

test('a clip outside of all classes is an error', () => {
  expect(() => describeFolders(['a.mp4'], { train: 1 })).toThrow(/a\.mp4 is in no folder of a class/);
});
