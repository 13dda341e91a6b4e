import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { defineConfig, type RunnerConfig } from './define-config.js';
import { loadConfig } from './load.js';

test('returns what it is given, typed as it is', () => {
  const config = defineConfig({ model: { cls_head: { num_classes: 2 } }, my_own_key: [1, 2] });
  const classes: 2 = config.model.cls_head.num_classes;
  expect(classes).toBe(2);
  expect(config).toEqual({ model: { cls_head: { num_classes: 2 } }, my_own_key: [1, 2] });
});

test('the type checker refuses wrong values of the keys it knows', () => {
  // @ts-expect-error a batch size is a number
  defineConfig({ train_dataloader: { batch_size: '4' } });
  // @ts-expect-error so is a number of epochs
  defineConfig({ train_cfg: { max_epochs: 'ten' } });
  // @ts-expect-error and a learning rate
  defineConfig({ optim_wrapper: { optimizer: { lr: '0.01' } } });
  // @ts-expect-error a hook names its type
  defineConfig({ custom_hooks: [{ interval: 1 }] });
});

test('values read as attributes are of the types that a program asks for', async () => {
  const file = '../../../configs/recognition/tsn/tsn_r18_1x1x3_stick-actions-rgb.ts';
  const config = await loadConfig<RunnerConfig>(fileURLToPath(new URL(file, import.meta.url)));
  const epochs: number | undefined = config.values.train_cfg?.max_epochs;
  expect(epochs).toBe(28);
  // @ts-expect-error a batch size is a number
  const size: string | undefined = config.values.train_dataloader?.batch_size;
  expect(size).toBe(12);
});
