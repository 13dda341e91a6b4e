import { beyondLimit, corrupt } from '../errors.js';
import type { ByteSource } from '../files/byte-source.js';
import { zip } from './zip-format.js';

/** One stored file of the archive. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  readonly headerOffset: number;
  /** First byte after which the entry cannot reach: the next entry, or the directory. */
  readonly limit: number;
}

const maxDirectoryBytes = 1 << 28;
const maxCommentBytes = 0xffff;

/**
 * Read the directory at the end of a zip file, zip64 included.
 *
 * Stricter than an unpacking tool has to be: entries must be stored uncompressed (as PyTorch does; so there are no zip
 * bombs), may not overlap, share a name, or point outside their folder.
 */
export async function readZipDirectory(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const { offset, size, count, end } = await findDirectory(source);
  if (offset + size > end) throw corrupt('the directory of the zip file lies outside of it');
  if (size > maxDirectoryBytes) throw beyondLimit(`a zip directory of ${size} bytes`);
  const bytes = Buffer.from((await source.read(offset, size)).buffer);
  const raw = parseCentralDirectory(bytes);
  if (raw.length !== count) throw corrupt(`the zip directory has ${raw.length} entries instead of ${count}`);
  return checkEntries(raw, offset);
}

async function findDirectory(source: ByteSource) {
  const tailLength = Math.min(source.size, zip.end.bytes + maxCommentBytes + zip.locator64.bytes);
  const tail = Buffer.from((await source.read(source.size - tailLength, tailLength)).buffer);
  let at = tail.length - zip.end.bytes;
  const endsAt = (at: number) =>
    tail.readUInt32LE(at) === zip.end.signature && at + zip.end.bytes + tail.readUInt16LE(at + 20) === tail.length;
  while (at >= 0 && !endsAt(at)) at--;
  if (at < 0) throw corrupt('the file is cut short: a zip file starts, but its directory at the end is missing');
  const end = source.size - tailLength + at;
  const locator = at - zip.locator64.bytes;
  if (locator < 0 || tail.readUInt32LE(locator) !== zip.locator64.signature) {
    return {
      count: tail.readUInt16LE(at + 10),
      size: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
      end,
    };
  }
  const end64 = whole(tail.readBigUInt64LE(locator + 8));
  const record = Buffer.from((await source.read(end64, zip.end64.bytes)).buffer);
  if (record.readUInt32LE(0) !== zip.end64.signature) throw corrupt('the zip64 directory of the file is damaged');
  const count = whole(record.readBigUInt64LE(32));
  const size = whole(record.readBigUInt64LE(40));
  const offset = whole(record.readBigUInt64LE(48));
  return { count, size, offset, end: end64 };
}

type RawEntry = Omit<ZipEntry, 'limit'>;

/** The entries of a central directory, in its order. */
export function parseCentralDirectory(bytes: Buffer): RawEntry[] {
  const entries: RawEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + zip.central.bytes > bytes.length || bytes.readUInt32LE(at) !== zip.central.signature) {
      throw corrupt('the zip directory is damaged');
    }
    const nameEnd = at + zip.central.bytes + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const next = extraEnd + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) throw corrupt('the zip directory is damaged');
    entries.push(parseEntry(bytes.subarray(at, nameEnd), bytes.subarray(nameEnd, extraEnd)));
    at = next;
  }
  return entries;
}

function parseEntry(header: Buffer, extra: Buffer): RawEntry {
  const name = header.toString('utf8', zip.central.bytes);
  if (header.readUInt16LE(8) & 1) throw corrupt(`zip entry ${JSON.stringify(name)} is encrypted`);
  if (header.readUInt16LE(10) !== 0)
    throw corrupt(`zip entry ${JSON.stringify(name)} is compressed, which PyTorch never does`);
  const wide = wideFields(extra);
  const field = (value: number) => (value === 0xffffffff && wide.length > 0 ? (wide.shift() ?? 0) : value);
  const size = field(header.readUInt32LE(24));
  const stored = field(header.readUInt32LE(20));
  const headerOffset = field(header.readUInt32LE(42));
  if (size !== stored) throw corrupt(`zip entry ${JSON.stringify(name)} gives two sizes`);
  return { name, size, crc32: header.readUInt32LE(16), headerOffset };
}

/** The 64-bit fields of the zip64 extra block: those that did not fit 32 bits, in the order of the header. */
function wideFields(extra: Buffer): number[] {
  let at = 0;
  while (at + 4 <= extra.length) {
    const start = at + 4;
    const end = start + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === zip.extra64) {
      const fields: number[] = [];
      for (let field = start; field + 8 <= Math.min(end, extra.length); field += 8)
        fields.push(whole(extra.readBigUInt64LE(field)));
      return fields;
    }
    at = end;
  }
  return [];
}

function checkEntries(raw: RawEntry[], directory: number): ReadonlyMap<string, ZipEntry> {
  const ordered = raw.toSorted((a, b) => a.headerOffset - b.headerOffset);
  const entries = new Map<string, ZipEntry>();
  for (const [i, entry] of ordered.entries()) {
    const { name, size, headerOffset } = entry;
    if (/(^|[/\\])\.\.([/\\]|$)|^[/\\]|\\|\0|^[A-Za-z]:/.test(name)) {
      throw corrupt(`zip entry ${JSON.stringify(name)} points outside the archive`);
    }
    if (entries.has(name)) throw corrupt(`zip entry ${JSON.stringify(name)} is there twice`);
    const limit = ordered[i + 1]?.headerOffset ?? directory;
    if (headerOffset + zip.local.bytes + Buffer.byteLength(name) + size > limit) {
      throw corrupt(`zip entry ${JSON.stringify(name)} overlaps what follows it`);
    }
    entries.set(name, { ...entry, limit });
  }
  return entries;
}

function whole(value: bigint): number {
  if (value > Number.MAX_SAFE_INTEGER) throw corrupt(`${value} cannot be a size in a zip file`);
  return Number(value);
}
