import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ByteSource } from '../files/byte-source.js';
import { replaceFile } from '../files/replace-file.js';
import { temporaryFolder } from '../testing/folder.js';
import { ZipArchive } from './zip-archive.js';
import { parseCentralDirectory } from './zip-directory.js';
import { centralHeader, ZipWriter } from './zip-writer.js';

/** A zip file of the given entries, changed by hand before it is opened. */
async function archive(names: string[], change: (bytes: Buffer) => void = () => {}): Promise<ZipArchive> {
  const file = join(await temporaryFolder(), 'a.zip');
  await replaceFile(file, async (sink) => {
    const zip = new ZipWriter(sink);
    for (const name of names) await zip.add(name, Buffer.from(`content of ${name}`));
    await zip.finish();
  });
  const source = await ByteSource.open(file);
  const bytes = Buffer.from((await source.read(0, source.size)).buffer);
  await source.close();
  change(bytes);
  await writeFile(file, bytes);
  const changed = await ByteSource.open(file);
  try {
    const opened = await ZipArchive.open(changed);
    for (const name of opened.entries.keys()) await opened.read(name);
    return opened;
  } finally {
    await changed.close();
  }
}

const central = (bytes: Buffer, entry = 0) => {
  let at = -1;
  for (let i = 0; i <= entry; i++) at = bytes.indexOf('PK\x01\x02', at + 1, 'latin1');
  return at;
};

test('what the writer writes is found again', async () => {
  expect([...(await archive(['a/data.pkl', 'a/data/0'])).entries.keys()]).toEqual(['a/data.pkl', 'a/data/0']);
});

test('sizes and offsets beyond 4 GiB survive', () => {
  const entry = { name: 'archive/data/0', size: 6e9, crc32: 7, headerOffset: 5e9 };
  expect(parseCentralDirectory(centralHeader(entry))).toEqual([entry]);
  const far = { ...entry, size: 10 };
  expect(parseCentralDirectory(centralHeader(far))).toEqual([far]);
});

test.each(['../evil', 'a/../../evil', '/etc/passwd', 'a\\..\\evil', 'C:evil', 'a\0b'])(
  'the entry name %j is refused',
  async (name) => {
    await expect(archive([name])).rejects.toThrow('points outside the archive');
  },
);

test('entries of one name, overlapping, compressed, encrypted or damaged are refused', async () => {
  await expect(archive(['a', 'a'])).rejects.toThrow('"a" is there twice');
  await expect(archive(['a', 'b'], (bytes) => bytes.writeUInt32LE(1, central(bytes, 1) + 42))).rejects.toThrow(
    'overlaps',
  );
  await expect(
    archive(['a', 'b'], (bytes) => {
      bytes.writeUInt32LE(400, central(bytes) + 20);
      bytes.writeUInt32LE(400, central(bytes) + 24);
    }),
  ).rejects.toThrow('overlaps');
  await expect(archive(['a'], (bytes) => bytes.writeUInt16LE(8, central(bytes) + 10))).rejects.toThrow('is compressed');
  await expect(archive(['a'], (bytes) => bytes.writeUInt16LE(1, central(bytes) + 8))).rejects.toThrow('is encrypted');
  await expect(archive(['a'], (bytes) => bytes.writeUInt32LE(5, central(bytes) + 24))).rejects.toThrow(
    'gives two sizes',
  );
  await expect(archive(['a'], (bytes) => bytes.writeUInt8(0, 0))).rejects.toThrow('the header of "a" is damaged');
  await expect(archive(['a'], (bytes) => bytes.write('C', 64))).rejects.toThrow('does not match its checksum');
});
