import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NdArray } from '@mma/engine';
import { loadImage } from '@napi-rs/canvas';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { placeIn } from '../../testing/local-service.js';
import { crc32c } from './crc32c.js';
import { histogramOf } from './histogram.js';
import { TensorboardVisBackend } from './tensorboard-vis-backend.js';

type Fields = Map<number, (number | Uint8Array)[]>;

/** Any message as its fields by number; numbers and bytes, whatever they mean. */
function fieldsOf(bytes: Uint8Array): Fields {
  const fields: Fields = new Map();
  const reader = new PbfReader(bytes);
  reader.readFields((tag, _result, pbf) => {
    const value =
      pbf.type === 0
        ? pbf.readVarint()
        : pbf.type === 1
          ? pbf.readDouble()
          : pbf.type === 5
            ? pbf.readFloat()
            : pbf.readBytes();
    fields.set(tag, [...(fields.get(tag) ?? []), value]);
  }, undefined);
  return fields;
}

function recordsOf(file: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    expect(file.readUInt32LE(at + 8)).toBe(mask(crc32c(file.subarray(at, at + 8))));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(file.readUInt32LE(at + 12 + length)).toBe(mask(crc32c(data)));
    records.push(data);
    at += length + 16;
  }
  return records;
}

const mask = (crc: number): number =>
  Number(((BigInt((crc >>> 15) | ((crc << 17) >>> 0)) % 2n ** 32n) + 0xa282ead8n) % 2n ** 32n);
const text = (value: number | Uint8Array | undefined): string => Buffer.from(value as Uint8Array).toString();
const sub = (fields: Fields, tag: number): Fields => fieldsOf(fields.get(tag)![0] as Uint8Array);

describe('TensorboardVisBackend', () => {
  const work = mkdtempSync(join(tmpdir(), 'mma-tb-'));
  const place = placeIn(work);
  const backend = new TensorboardVisBackend();
  backend.open(place);
  backend.addConfig({ text: 'lr = 0.1', values: {} });
  backend.addScalars({ loss: 0.5, 'acc/top1': 1 }, 3_000_000_000);
  backend.addImage('frame', { data: Uint8Array.of(255, 0, 0, 0, 255, 0), shape: [1, 2, 3] }, 4);
  backend.addHistogram('weights', [-1, 0, 0.5, 0.5, Number.NaN], 5);
  backend.addText('note', 'grüße', 6);
  backend.close();
  const names = readdirSync(place.dir);
  const events = recordsOf(readFileSync(join(place.dir, names[0]!))).map(fieldsOf);
  const summaryOf = (event: number): Fields => sub(sub(events[event]!, 5), 1);

  it('writes one file of whole, checked records, the version of the format first', () => {
    expect(names).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d{10}\..+/)]);
    expect(events).toHaveLength(6);
    expect(text(events[0]!.get(3)![0])).toBe('brain.Event:2');
    expect(events[2]!.get(1)![0]).toBeCloseTo(Date.now() / 1000, -2);
  });

  it('keeps scalars under their step', () => {
    expect(events[2]!.get(2)).toEqual([3_000_000_000]);
    const values = sub(events[2]!, 5)
      .get(1)!
      .map((value) => fieldsOf(value as Uint8Array));
    expect(values.map((value) => [text(value.get(1)![0]), value.get(2)![0]])).toEqual([
      ['loss', 0.5],
      ['acc/top1', 1],
    ]);
  });

  it('keeps pictures as PNG', async () => {
    const image = sub(summaryOf(3), 4);
    expect([image.get(1), image.get(2), image.get(3)]).toEqual([[1], [2], [3]]);
    const { width, height } = await loadImage(Buffer.from(image.get(4)![0] as Uint8Array));
    expect([width, height]).toEqual([2, 1]);
  });

  it('keeps texts, the config among them, for the plugin that shows them', () => {
    for (const [event, tag, content] of [
      [1, 'config/text_summary', '```\nlr = 0.1\n```'],
      [5, 'note/text_summary', 'grüße'],
    ] as const) {
      const value = summaryOf(event);
      expect(text(value.get(1)![0])).toBe(tag);
      expect(text(sub(sub(value, 9), 1).get(1)![0])).toBe('text');
      expect(text(sub(value, 8).get(8)![0])).toBe(content);
    }
  });

  it('refuses what is no picture', () => {
    const wrong = { data: new Float32Array(3), shape: [1, 1, 3] } as unknown as NdArray<Uint8Array>;
    expect(() => backend.addImage('x', wrong, 0)).toThrow('uint8 of shape [H, W, 3], not Float32Array of [1, 1, 3]');
  });
});

describe('a histogram', () => {
  it('has every finite value in the bucket whose upper end is the first above it', () => {
    const values = [-3, -1e-20, 0, 0, 1e-13, 0.7, 5e19];
    const { min, max, num, sum, limits, counts } = histogramOf([...values, Number.NaN, Number.POSITIVE_INFINITY]);
    expect([min, max, num]).toEqual([-3, 5e19, 7]);
    expect(sum).toBeCloseTo(5e19, -10);
    const expected = limits.map(
      (limit, i) =>
        values.filter((value) => value < limit && value >= (limits[i - 1] ?? Number.NEGATIVE_INFINITY)).length,
    );
    expect(counts).toEqual(expected);
    expect(counts.reduce((total, count) => total + count)).toBe(7);
  });

  it('may be empty', () => {
    expect(histogramOf([])).toMatchObject({ num: 0, min: 0, max: 0, counts: [0] });
  });
});

it('has the checksum of RFC 3720', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
});
