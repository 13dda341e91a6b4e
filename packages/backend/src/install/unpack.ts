import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import * as yauzl from 'yauzl';
import { run, tail } from './run.js';

const openZip = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);

/** The C API's headers and the few others that they include. */
const HEADERS = /^(tensorflow\/c\/|xla\/tsl\/c\/|tsl\/platform\/ctstring|tensorflow\/core\/platform\/ctstring).*\.h$/;
const LIBRARY = /^libtensorflow(_cc|_framework)?(\.so)?(\.2)?(\.dylib|\.so\.2)?$/;

/** NVIDIA's libraries, the assembler and the bitcode that XLA looks for, in their places: TensorFlow's code has relative paths to them. */
const CUDA = /^nvidia\/[^/]+\/(lib\/[^/]+\.so(\.[\d.]+)?|bin\/(ptxas|nvlink|fatbinary)|nvvm\/libdevice\/[^/]+\.bc)$/;

/** Where a file of the wheel goes below our folder; undefined for the thousands that are not needed. */
function destination(entry: string): string | undefined {
  if (CUDA.test(entry)) return entry;
  const path = entry.startsWith('tensorflow/') ? entry.slice('tensorflow/'.length) : '';
  if (LIBRARY.test(path)) return `lib/${path}`;
  // TensorFlow's own copy of that bitcode, looked for beside the library.
  if (path.startsWith('cuda/') && path.endsWith('.bc')) return `lib/${path}`;
  if (path.startsWith('include/') && HEADERS.test(path.slice('include/'.length))) return path;
  return undefined;
}

const modeOf = (target: string): number => (target.includes('/bin/') ? 0o755 : 0o644);

/**
 * Unpacks a Python wheel into `folder`: libtensorflow into `lib`, the headers of its C API into `include`, NVIDIA's libraries into
 * `nvidia/<part>/lib`. TensorFlow's code finds them there, since `lib` stands for the folder `tensorflow` beside `nvidia`.
 */
export async function unpackWheel(wheel: string, folder: string): Promise<void> {
  const zip = await openZip(wheel, { lazyEntries: true, autoClose: true });
  const openEntry = promisify<yauzl.Entry, Readable>(zip.openReadStream.bind(zip));
  await new Promise<void>((resolve, reject) => {
    const take = async (entry: yauzl.Entry) => {
      const target = destination(entry.fileName);
      if (target !== undefined) {
        const file = join(folder, target);
        await mkdir(dirname(file), { recursive: true });
        await pipeline(await openEntry(entry), createWriteStream(file, { mode: modeOf(target) }));
      }
      zip.readEntry();
    };
    zip.on('entry', (entry: yauzl.Entry) => void take(entry).catch(reject));
    zip.once('end', resolve);
    zip.once('error', reject);
    zip.readEntry();
  });
}

/** Unpacks a libtensorflow release archive, which has `lib/` and `include/` at its top. */
export async function unpackArchive(archive: string, folder: string): Promise<void> {
  const result = await run('tar', ['-xzf', archive, '-C', folder]);
  if (result.code !== 0) throw new Error(`tar could not unpack ${archive}: ${tail(result.output, 3)}`);
}
