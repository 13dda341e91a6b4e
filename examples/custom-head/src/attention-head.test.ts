import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeStickActions } from '@mma/action-datasets';
import { afterAll, beforeAll, expect, test } from 'vitest';

const mma = fileURLToPath(new URL('./dist/bin.js', import.meta.resolve('@mma/cli/package.json')));
const config = fileURLToPath(new URL('../attention_stick-actions.ts', import.meta.url));
const run = promisify(execFile);

let folder: string;

/** The data set's places in the config, led to the small one of this test. */
function places(...splits: readonly string[]): string[] {
  const data = join(folder, 'data');
  return splits.flatMap((split) => [
    `${split}_dataloader.dataset.ann_file=${join(data, `stick_actions_${split}_video.txt`)}`,
    `${split}_dataloader.dataset.data_prefix.video=${join(data, split)}`,
  ]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-example-'));
  await makeStickActions(join(folder, 'data'), { counts: { train: 10, val: 5, test: 5 }, workers: 0 });
});
afterAll(() => rm(folder, { recursive: true }));

test('a head from outside the packages trains and recognizes', async () => {
  const train = ['train', config, '--work-dir', folder, '--no-validate', '--cfg-options', ...places('train')];
  const { stderr } = await run(process.execPath, [
    mma,
    ...train,
    'train_cfg.max_epochs=1',
    'train_dataloader.batch_size=5',
  ]);
  expect(stderr).toContain("type='AttentionHead'");
  expect(stderr).toContain('Epoch(train) [1][2/2]');

  const clip = join(folder, 'data', 'test', 'clapping', '000.mp4');
  const infer = ['infer', clip, '--rec', config, '--checkpoint', join(folder, 'epoch_1.pth'), '--json'];
  const { stdout } = await run(process.execPath, [mma, ...infer]);
  const { predictions } = JSON.parse(stdout) as { predictions: { rec_scores: number[][] }[] };
  const scores = predictions[0]!.rec_scores[0]!;
  expect(scores).toHaveLength(5);
  expect(scores.reduce((sum, score) => sum + score)).toBeCloseTo(1, 5);
});

test('a mistyped option of the head is refused like one of MMA’s own', async () => {
  const wrong = ['train', config, '--work-dir', folder, '--cfg-options', 'model.cls_head.dropout_ration=0.2'];
  await expect(run(process.execPath, [mma, ...wrong])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/model\.cls_head\.dropout_ration.*did you mean `dropout_ratio`/),
  });
});
