import { expect, test } from 'vitest';
import { buildFrameIndex, type PacketRecord } from './frame-index.js';

function packet(pts: number | undefined, options: Partial<PacketRecord> = {}): PacketRecord {
  return { pts, dts: undefined, duration: 1, isKey: false, isHidden: false, ...options };
}

const key = { isKey: true };

test('frames are numbered in the order they are shown, not the order they are stored', () => {
  const index = buildFrameIndex([packet(0, key), packet(3), packet(1), packet(2)]);
  expect([...index.packetOfFrame]).toEqual([0, 2, 3, 1]);
  expect([...index.frameOfPacket]).toEqual([0, 3, 1, 2]);
});

test('decoding starts at the key packet before the frame', () => {
  const index = buildFrameIndex([packet(0, key), packet(1), packet(2, key), packet(3)]);
  expect([...index.startOfFrame]).toEqual([0, 0, 2, 2]);
});

test('a frame stored after a key packet but shown before it needs the group of pictures before', () => {
  const index = buildFrameIndex([packet(0, key), packet(1), packet(4, key), packet(2), packet(3), packet(5)]);
  expect([...index.startOfFrame]).toEqual([0, 0, 0, 0, 2, 2]);
});

test('hidden packets are no frames but stay in the way of decoding', () => {
  const index = buildFrameIndex([packet(-2, { ...key, isHidden: true }), packet(-1, { isHidden: true }), packet(0)]);
  expect(index.numFrames).toBe(1);
  expect([...index.packetOfFrame]).toEqual([2]);
  expect([...index.startOfFrame]).toEqual([0]);
});

test.each([
  ['missing', [packet(undefined, key), packet(1), packet(undefined, key)]],
  ['repeated', [packet(0, key), packet(0), packet(1, key)]],
])('with %s times, frames count as stored and decoding starts at the beginning', (_, packets) => {
  const index = buildFrameIndex(packets);
  expect(index.isTimed).toBe(false);
  expect(index.numFrames).toBe(3);
  expect([...index.startOfFrame]).toEqual([0, 0, 0]);
});
