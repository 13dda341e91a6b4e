import { crc32 } from 'node:zlib';
import type { ByteSink } from '../files/replace-file.js';
import { zip } from './zip-format.js';

interface Written {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  readonly headerOffset: number;
}

const wide = 0xffffffff;
const version = 45; // zip64
const utf8Names = 0x0800;

/** Writes a zip file of uncompressed entries as PyTorch does: each starts at a multiple of 64 bytes. */
export class ZipWriter {
  readonly #sink: ByteSink;
  readonly #entries: Written[] = [];

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  async add(name: string, bytes: Uint8Array): Promise<void> {
    const entry = { name, size: bytes.byteLength, crc32: crc32(bytes), headerOffset: this.#sink.position };
    this.#entries.push(entry);
    await this.#sink.write(localHeader(entry));
    await this.#sink.write(bytes);
  }

  async finish(): Promise<void> {
    const offset = this.#sink.position;
    await this.#sink.write(Buffer.concat(this.#entries.map(centralHeader)));
    await this.#sink.write(endRecords({ count: this.#entries.length, size: this.#sink.position - offset, offset }));
  }
}

/** The record before the bytes of an entry. */
export function localHeader(entry: Written): Buffer {
  const name = Buffer.from(entry.name, 'utf8');
  const extra64 = entry.size >= wide ? wideExtra([entry.size, entry.size]) : Buffer.alloc(0);
  const before = entry.headerOffset + zip.local.bytes + name.length + extra64.length + 4;
  const padding = Buffer.alloc(4 + ((zip.alignment - (before % zip.alignment)) % zip.alignment));
  padding.writeUInt16LE(zip.extraPadding, 0);
  padding.writeUInt16LE(padding.length - 4, 2);

  const header = Buffer.alloc(zip.local.bytes);
  header.writeUInt32LE(zip.local.signature, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(utf8Names, 6);
  header.writeUInt32LE(entry.crc32, 14);
  header.writeUInt32LE(Math.min(entry.size, wide), 18);
  header.writeUInt32LE(Math.min(entry.size, wide), 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra64.length + padding.length, 28);
  return Buffer.concat([header, name, extra64, padding]);
}

/** The directory's record of an entry. */
export function centralHeader(entry: Written): Buffer {
  const name = Buffer.from(entry.name, 'utf8');
  const fields = [entry.size, entry.size, entry.headerOffset].filter((value) => value >= wide);
  const extra = fields.length > 0 ? wideExtra(fields) : Buffer.alloc(0);
  const header = Buffer.alloc(zip.central.bytes);
  header.writeUInt32LE(zip.central.signature, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(version, 6);
  header.writeUInt16LE(utf8Names, 8);
  header.writeUInt32LE(entry.crc32, 16);
  header.writeUInt32LE(Math.min(entry.size, wide), 20);
  header.writeUInt32LE(Math.min(entry.size, wide), 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(Math.min(entry.headerOffset, wide), 42);
  return Buffer.concat([header, name, extra]);
}

/** The zip64 block: the values that do not fit their 32-bit fields, in the order of the header. */
function wideExtra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(zip.extra64, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [i, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  return extra;
}

/** The end of the file, always with the 64-bit record, as PyTorch writes it. */
export function endRecords({ count, size, offset }: { count: number; size: number; offset: number }): Buffer {
  const end64 = Buffer.alloc(zip.end64.bytes);
  end64.writeUInt32LE(zip.end64.signature, 0);
  end64.writeBigUInt64LE(BigInt(zip.end64.bytes - 12), 4);
  end64.writeUInt16LE(version, 12);
  end64.writeUInt16LE(version, 14);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);

  const locator = Buffer.alloc(zip.locator64.bytes);
  locator.writeUInt32LE(zip.locator64.signature, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);

  const end = Buffer.alloc(zip.end.bytes);
  end.writeUInt32LE(zip.end.signature, 0);
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(Math.min(size, wide), 12);
  end.writeUInt32LE(Math.min(offset, wide), 16);
  return Buffer.concat([end64, locator, end]);
}
