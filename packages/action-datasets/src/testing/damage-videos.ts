import { readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { DataLoader, Random } from '@mma/engine';

const WRONG_EXTENSIONS = ['.mp4', '.mkv', '.avi', '.webm', '.mov', '.jpg', '.txt'];

/** A video's bytes after one to six accidents: bits flipped, stretches overwritten, lost, doubled or swapped, the end cut off. */
export function damageVideo(bytes: Uint8Array, random: Random): Uint8Array {
  let result = Uint8Array.from(bytes);
  for (let accident = random.int(1, 7); accident > 0 && result.length > 64; accident--) {
    // Half of the accidents hit the ends of the file, where tables of contents are.
    const near = random.int(0, 4);
    const reach = Math.min(4096, result.length);
    const at =
      near === 0
        ? random.int(0, reach)
        : near === 1
          ? result.length - random.int(1, reach + 1)
          : random.int(0, result.length);
    const end = Math.min(result.length, at + random.choice([1, 4, 64, 1024, 16_384]));
    const parts = { head: result.subarray(0, at), piece: result.subarray(at, end), tail: result.subarray(end) };
    switch (random.int(0, 7)) {
      case 0:
        result[at]! ^= 1 << random.int(0, 8);
        break;
      case 1:
        for (let i = at; i < end; i++) result[i] = random.int(0, 256);
        break;
      case 2:
        result.fill(random.choice([0, 0xff]), at, end);
        break;
      case 3:
        result = Uint8Array.from(Buffer.concat([parts.head, parts.tail]));
        break;
      case 4:
        result = Uint8Array.from(Buffer.concat([parts.head, parts.piece, parts.piece, parts.tail]));
        break;
      case 5:
        new DataView(result.buffer).setUint32(
          Math.min(at, result.length - 4),
          random.choice([0, 1, 0x7fffffff, 0xffffffff]),
        );
        break;
      default:
        if (random.int(0, 3) === 0) result = Uint8Array.from(parts.head);
    }
  }
  return result;
}

export interface DamageOptions {
  folder: string;
  /** The videos to damage, in turns. */
  originals: readonly string[];
  count: number;
  seed: number;
}

/** Writes damaged copies, one in ten under a wrong extension, and their annotation list. @returns the list's path */
export async function writeDamagedVideos({ folder, originals, count, seed }: DamageOptions): Promise<string> {
  const sources = await Promise.all(originals.map(async (path) => ({ path, bytes: await readFile(path) })));
  const lines: string[] = [];
  for (let number = 0; number < count; number++) {
    const random = Random.of(seed, 'damage', number);
    const { path, bytes } = sources[number % sources.length]!;
    const extension = random.int(0, 10) === 0 ? random.choice(WRONG_EXTENSIONS) : extname(path);
    const name = `${number}${extension}`;
    await writeFile(join(folder, name), damageVideo(bytes, random));
    lines.push(`${name} 0`);
  }
  // Drawn in the place of those that cannot be made.
  await writeFile(join(folder, 'whole.mp4'), sources[0]!.bytes);
  const list = join(folder, 'damaged.txt');
  await writeFile(list, `${lines.join('\n')}\nwhole.mp4 0\n`);
  return list;
}

export interface DamageReport {
  clips: number;
  /** Code of the failure → the files that failed so. */
  failures: Map<string, string[]>;
  slowestMs: number;
}

/** Sends the listed videos through TSN's pipeline on two workers; whatever is neither a clip nor a counted failure throws. */
export async function loadDamagedVideos(
  list: string,
  { timeout = 20, onClip = (_: number): void => undefined } = {},
): Promise<DamageReport> {
  const loader = await DataLoader.fromConfig(
    {
      num_workers: 2,
      timeout,
      on_error: { policy: 'skip', max_share: 1 },
      dataset: {
        type: 'VideoDataset',
        ann_file: list,
        data_prefix: { video: join(list, '..') },
        pipeline: [
          { type: 'DecordInit' },
          { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 3 },
          { type: 'DecordDecode' },
          { type: 'Resize', scale: [-1, 64] },
          { type: 'RandomResizedCrop' },
          { type: 'Resize', scale: [56, 56], keep_ratio: false },
          { type: 'FormatShape', input_format: 'NCHW' },
          { type: 'PackActionInputs' },
        ],
      },
    },
    { seed: 0, modules: ['@mma/action-datasets'], from: import.meta.filename },
  );
  let clips = 0;
  let slowestMs = 0;
  let before = performance.now();
  try {
    for await (const { inputs } of loader.iterate({ epoch: 0 })) {
      const shape = inputs[0]!.shape.join();
      if (shape !== '3,56,56,3') throw new Error(`a clip of shape ${shape}`);
      slowestMs = Math.max(slowestMs, performance.now() - before);
      before = performance.now();
      clips++;
      onClip(clips);
    }
  } finally {
    await loader.close();
  }
  const failures = new Map<string, string[]>();
  for (const { code, sample } of loader.brokenSamples) failures.set(code, [...(failures.get(code) ?? []), sample]);
  return { clips, failures, slowestMs };
}
