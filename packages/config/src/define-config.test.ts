import { expect, test } from 'vitest';
import { defineConfig } from './define-config.js';

test('returns what it is given, typed as it is', () => {
  const config = defineConfig({ model: { cls_head: { num_classes: 2 } }, my_own_key: [1, 2] });
  const classes: 2 = config.model.cls_head.num_classes;
  expect(classes).toBe(2);
  expect(config).toEqual({ model: { cls_head: { num_classes: 2 } }, my_own_key: [1, 2] });
});

test('the type checker refuses wrong values of the keys it knows', () => {
  // @ts-expect-error a batch size is a number
  defineConfig({ train_dataloader: { batch_size: '4' } });
  // @ts-expect-error a hook names its type
  defineConfig({ custom_hooks: [{ interval: 1 }] });
});
