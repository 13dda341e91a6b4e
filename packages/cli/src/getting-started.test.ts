import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { writeCheckpoint } from '@mma/checkpoint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildModel } from './run/build-model.js';
import { type Clone, makeClone } from './testing/clone.js';
import { readGuide } from './testing/guide.js';
import { type OfflineInternet, serveAs } from './testing/offline-internet.js';
import type { Finished } from './testing/run-mma.js';
import { zipOf } from './testing/zip-of.js';

const readPage = async (name: string) =>
  readGuide(await readFile(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)), 'utf8'));
const guide = await readPage('getting_started.md');

const R18 = 'tsn_r18_1x1x3_stick-actions-rgb';
const TINY = 'tsn_imagenet-pretrained-r50_8xb32-1x1x3-10e_kinetics400-tiny-rgb';
const K400 = 'tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb_20220906-2692d16c.pth';
const SMALL_MODEL = 'model.backbone.depth=18 model.cls_head.in_channels=512';
const ONE_WORKER = ['train', 'val', 'test'].map((phase) => `${phase}_dataloader.num_workers=1`).join(' ');
const SMALL_TEST = `${SMALL_MODEL} test_dataloader.dataset.pipeline.1.num_clips=2 ${ONE_WORKER}`;
const SMALL_TRAINING = `${SMALL_MODEL} train_cfg.max_epochs=1 train_dataloader.batch_size=2 ${ONE_WORKER}`;

interface Row {
  /** What the command begins with. */
  command: string;
  /** Settings that make it small. */
  small?: string;
  exit?: number;
  holds(finished: Finished, shown: string | undefined): void | Promise<void>;
}

const rows: readonly Row[] = [
  {
    command: 'pnpm mma quickstart',
    small: `--cfg-options train_cfg.max_epochs=2 ${ONE_WORKER}`,
    holds: ({ stdout }) =>
      expect(stdout).toContain(`best checkpoint               work_dirs/${R18}/best_acc_top1_epoch_2`),
  },
  { command: 'pnpm mma doctor', holds: ({ stdout }) => expect(stdout).toMatch(/libtensorflow/) },
  { command: 'pnpm mma doctor --fix', holds: ({ stdout }) => expect(stdout).toMatch(/libtensorflow/) },
  {
    command: 'pnpm mma infer data/stick_actions/test/clapping/000.mp4',
    holds: ({ stdout }, shown) => expect(withoutFigures(stdout)).toEqual(withoutFigures(shown!)),
  },
  {
    command: 'pnpm mma infer demo.mp4',
    small: `--cfg-options ${SMALL_TEST}`,
    holds: ({ stdout }) => expect(stdout).toMatch(/^demo\.mp4\n( {2}action \d+ +0\.\d{4}\n){5}$/),
  },
  {
    command: 'pnpm mma data make',
    small: '--counts train=20,val=5,test=10',
    holds: ({ stdout }) => expect(stdout).toContain('complete'),
  },
  {
    command: 'pnpm mma data list my_videos',
    holds: async () =>
      expect((await readdir(clone.path('my_videos'))).toSorted()).toContain('my_videos_train_video.txt'),
  },
  {
    command: 'pnpm mma data check my_videos',
    holds: ({ stdout }) => expect(stdout).toBe('8 files: 8 whole, 0 broken.\n'),
  },
  {
    command: 'pnpm mma data download kinetics400_tiny',
    holds: async () =>
      expect(await readdir(clone.path('data', 'kinetics400_tiny'))).toEqual([
        'kinetics_tiny_train_video.txt',
        'kinetics_tiny_val_video.txt',
        'train',
        'val',
      ]),
  },
  {
    command: 'pnpm mma train my_tsn --cfg-options load_from=None',
    small: `${SMALL_TRAINING} --no-validate`,
    holds: ({ stderr }) => expect(stderr).toContain('Saving checkpoint at 1 epochs'),
  },
  {
    command: 'pnpm mma train my_tsn --cfg-options model.cls_head.num_class=2',
    exit: 1,
    holds: ({ stderr }, shown) => expect(stderr).toContain(shown),
  },
  { command: 'pnpm mma config print my_tsn', holds: ({ stdout }) => expect(stdout).toMatch(/num_classes: 2\b/) },
  { command: 'pnpm mma config validate my_tsn', holds: ({ stdout }) => expect(stdout).toMatch(/my_tsn/) },
  { command: 'pnpm mma browse-dataset', holds: ({ stdout }, shown) => expect(stdout).toBe(shown) },
  { command: 'pnpm mma vis-scheduler', small: '-d 120', holds: ({ stdout }, shown) => expect(stdout).toBe(shown) },
  {
    command: `pnpm mma train ${R18}`,
    small: `--cfg-options train_cfg.max_epochs=2 default_hooks.logger.interval=1 ${ONE_WORKER}`,
    holds: ({ stderr }, shown) => expectLinesLike(stderr, shown!),
  },
  {
    command: `pnpm mma train ${TINY}`,
    small: `${SMALL_TRAINING} default_hooks.logger.interval=1`,
    holds: ({ stderr }, shown) => expectLinesLike(stderr, shown!),
  },
  { command: `pnpm mma test ${R18}`, holds: ({ stderr }, shown) => expectLinesLike(stderr, shown!) },
  {
    command: `pnpm mma test ${TINY}`,
    small: `--cfg-options ${SMALL_TEST}`,
    holds: ({ stderr }, shown) => expectLinesLike(stderr, shown!),
  },
];

/** The row whose beginning is the longest that a command has. */
const rowOf = (command: string): Row | undefined =>
  rows
    .filter((row) => `${command} `.startsWith(`${row.command} `))
    .toSorted((a, b) => b.command.length - a.command.length)[0];

let clone: Clone;
let internet: OfflineInternet;

beforeAll(async () => {
  clone = await makeClone();
  await clone.shell('pnpm mma data make stick-actions --counts train=20,val=5,test=10');
  const clip = (part: string, name: string) => clone.path('data', 'stick_actions', part, name, '000.mp4');
  // What the guide takes as given: videos of the reader's, a checkpoint that was downloaded, the names of its classes.
  for (const name of ['waving', 'squat']) {
    await cp(clone.path('data', 'stick_actions', 'train', name), clone.path('my_videos', name), { recursive: true });
  }
  await cp(clip('test', 'waving'), clone.path('demo.mp4'));
  await writeFile(clone.path('label_map_k400.txt'), Array.from({ length: 400 }, (_, i) => `action ${i}\n`).join(''));
  const terminal = { print: () => {}, error: () => {}, style: (_: string, text: string) => text, isInteractive: false };
  const name = K400.replace(/_\d+-\w+\.pth$/, '');
  const cfgOptions = [...SMALL_MODEL.split(' '), 'model.backbone.pretrained=None'];
  const { model } = await buildModel(name, { cfgOptions, terminal });
  model.initWeights(0);
  await mkdir(clone.path('checkpoints'));
  await writeCheckpoint(clone.path('checkpoints', K400), { state_dict: await model.stateDict() });
  // And the reader's own config, as the page builds it up.
  await writeFile(clone.path('configs', 'recognition', 'tsn', 'my_tsn.ts'), guide.code);

  const [waving, squat] = await Promise.all(['waving', 'squat'].map((name) => readFile(clip('val', name))));
  const clips = { 'a.mp4': waving!, 'b.mp4': squat! };
  const inside = (part: string) =>
    Object.entries(clips).map(([name, data]) => [`kinetics400_tiny/${part}/${name}`, data]);
  const archive = zipOf({
    ...Object.fromEntries([...inside('train'), ...inside('val')]),
    'kinetics400_tiny/kinetics_tiny_train_video.txt': 'a.mp4 0\nb.mp4 1\n',
    'kinetics400_tiny/kinetics_tiny_val_video.txt': 'a.mp4 0\nb.mp4 1\n',
  });
  internet = await serveAs(
    'download.openmmlab.com',
    (request, response) => {
      if (request.url === '/mmaction/kinetics400_tiny.zip') response.end(archive);
      else response.writeHead(404).end();
    },
    clone.path('certificate.pem'),
  );
});
afterAll(async () => {
  await internet?.close();
  await clone?.remove();
});

test('the English and the Chinese page have the same commands, outputs and config', async () => {
  expect(await readPage('getting_started.zh-CN.md')).toEqual(guide);
});

test('every command of the guide is run below', () => {
  expect(guide.commands.filter((command) => rowOf(command) === undefined)).toEqual([]);
  expect(rows.filter((row) => !guide.commands.some((command) => rowOf(command) === row))).toEqual([]);
});

test.each(rows)('$command', { timeout: 180_000 }, async (row) => {
  const command = guide.commands.find((given) => rowOf(given) === row)!;
  const finished = await clone.shell(`${command} ${row.small ?? ''}`, internet.env);
  expect(finished.code, finished.stderr).toBe(row.exit ?? 0);
  await row.holds(finished, guide.outputs.get(command));
});

/** Every line that the page shows is among those that were written, but for its figures; `…` stands for what was left out. */
function expectLinesLike(written: string, shown: string): void {
  const lines = withoutFigures(written);
  for (const line of withoutFigures(shown)) if (line !== '…') expect(lines).toContain(line);
}

/** The words of each line, in the order of the lines' first words: predictions come in the order of their scores. */
function withoutFigures(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .replace(/[\d.:e+-]*\d/g, '#')
        .replace(/\[ +/g, '[')
        .replace(/ +/g, ' '),
    )
    .toSorted();
}
