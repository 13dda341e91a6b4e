import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadConfig } from './load.js';
import { mergeConfig } from './merge.js';
import type { ConfigDict } from './values.js';

// The repository's own configs, against the values that MMAction2's files of the same names resolve to.
const resolved = JSON.parse(
  readFileSync(new URL('../fixtures/mmaction2-resolved.json', import.meta.url), 'utf8'),
) as Record<string, ConfigDict>;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const kinetics = 'configs/recognition/tsn/tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb';

test.each(Object.keys(resolved))('%s has its equal here', async (name) => {
  const config = await loadConfig(root + name.replace(/\.py$/, '.ts'));
  expect(config.values).toEqual(resolved[name]);
});

test("the tiny config is the Kinetics one with exactly the guide's edits", async () => {
  const tiny = await loadConfig(
    `${root}configs/recognition/tsn/tsn_imagenet-pretrained-r50_8xb32-1x1x3-10e_kinetics400-tiny-rgb.ts`,
  );
  const train = 'data/kinetics400_tiny/train';
  const val = 'data/kinetics400_tiny/val';
  const trainList = 'data/kinetics400_tiny/kinetics_tiny_train_video.txt';
  const valList = 'data/kinetics400_tiny/kinetics_tiny_val_video.txt';
  const valData = { dataset: { ann_file: valList, data_prefix: { video: val } } };
  const edits: ConfigDict = {
    data_root: train,
    data_root_val: val,
    ann_file_train: trainList,
    ann_file_val: valList,
    train_dataloader: { batch_size: 4, dataset: { ann_file: trainList, data_prefix: { video: train } } },
    val_dataloader: valData,
    test_dataloader: valData,
    default_hooks: { checkpoint: { interval: 1, max_keep_ckpts: 1 } },
    train_cfg: { max_epochs: 10 },
    param_scheduler: [{ type: 'MultiStepLR', begin: 0, end: 10, by_epoch: true, milestones: [4, 8], gamma: 0.1 }],
    model: { cls_head: { num_classes: 2 } },
    load_from: tiny.get('load_from')!,
  };
  expect(tiny.values).toEqual(mergeConfig(resolved[`${kinetics}.py`]!, edits));
  expect(tiny.get('load_from')).toMatch(/^https:\/\/download\.openmmlab\.com\/.*_20220906-cd10898e\.pth$/);
});

test('the small config names the three splits of the embedded dataset and starts from random weights', async () => {
  const config = await loadConfig(`${root}configs/recognition/tsn/tsn_r18_1x1x3_stick-actions-rgb.ts`);
  for (const split of ['train', 'val', 'test']) {
    expect(config.get(`${split}_dataloader.dataset.ann_file`)).toBe(
      `data/stick_actions/stick_actions_${split}_video.txt`,
    );
    expect(config.get(`${split}_dataloader.dataset.data_prefix.video`)).toBe(`data/stick_actions/${split}`);
  }
  expect(config.get('model.backbone')).toEqual({ type: 'ResNet', depth: 18, pretrained: null, norm_eval: false });
  expect(config.get('model.cls_head.num_classes')).toBe(5);
});
