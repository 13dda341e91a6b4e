import { crc32 } from 'node:zlib';
import { corrupt } from '../errors.js';
import type { ByteSource } from '../files/byte-source.js';
import { readZipDirectory, type ZipEntry } from './zip-directory.js';
import { zip } from './zip-format.js';

/** Torch writes this instead of a checksum where the user turned checksums off. */
const noChecksum = 0;

/** The entries of a zip file, read by offset. */
export class ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #source: ByteSource;
  readonly #starts = new Map<string, number>();

  private constructor(source: ByteSource, entries: ReadonlyMap<string, ZipEntry>) {
    this.#source = source;
    this.entries = entries;
  }

  static async open(source: ByteSource): Promise<ZipArchive> {
    return new ZipArchive(source, await readZipDirectory(source));
  }

  /** Bytes of an entry; the whole of it by default, and then its checksum is verified. */
  async read(name: string, start = 0, length?: number): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.entries.get(name);
    if (entry === undefined) throw corrupt(`the archive has no ${JSON.stringify(name)}`);
    const count = length ?? entry.size;
    if (start + count > entry.size) throw corrupt(`${JSON.stringify(name)} is shorter than the pickle says`);
    const bytes = await this.#source.read((await this.#dataStart(entry)) + start, count);
    if (count === entry.size && entry.crc32 !== noChecksum && crc32(bytes) !== entry.crc32) {
      throw corrupt(`${JSON.stringify(name)} does not match its checksum`);
    }
    return bytes;
  }

  /** Where the entry's bytes start: after its own header, whose length only that header knows. */
  async #dataStart(entry: ZipEntry): Promise<number> {
    const known = this.#starts.get(entry.name);
    if (known !== undefined) return known;
    const header = Buffer.from((await this.#source.read(entry.headerOffset, zip.local.bytes)).buffer);
    const start = entry.headerOffset + zip.local.bytes + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (header.readUInt32LE(0) !== zip.local.signature || start + entry.size > entry.limit) {
      throw corrupt(`the header of ${JSON.stringify(entry.name)} is damaged`);
    }
    this.#starts.set(entry.name, start);
    return start;
  }
}
