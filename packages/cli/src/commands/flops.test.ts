import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mmaHere } from '../testing/run-here.js';

const configs = join(import.meta.dirname, '..', '..', '..', '..', 'configs', 'recognition', 'tsn');
const R50 = join(configs, 'tsn_imagenet-pretrained-r50_8xb32-1x1x3-10e_kinetics400-tiny-rgb.ts');
const R18 = join(configs, 'tsn_r18_1x1x3_stick-actions-rgb.ts');

describe('mma flops', () => {
  test('counts TSN with ResNet-50 as MMEngine does: 4.109 G for the backbone at 224 × 224', async () => {
    const { stdout, code } = await mmaHere('.', ['flops', R50, '--json']);
    expect(code).toBe(0);
    const { modules, shape } = JSON.parse(stdout) as {
      shape: number[];
      modules: { name: string; macs: number; parameters: number }[];
    };
    const of = (name: string) => modules.find((module) => module.name === name)!;
    expect(shape).toEqual([1, 1, 224, 224, 3]);
    expect(of('backbone').parameters).toBe(23_508_032);
    expect(of('backbone.conv1.conv').macs).toBe(112 * 112 * 64 * 7 * 7 * 3);
    expect(of('backbone.conv1.bn').macs).toBe(2 * 112 * 112 * 64);
    expect((of('backbone').macs / 1e9).toFixed(3)).toBe('4.109');
    expect(of('cls_head.fc_cls').macs).toBe(2048 * 2);
  });

  test('prints a table, for a video of several frames too', async () => {
    const one = await mmaHere('.', ['flops', R18, '--shape', '64', '64', '--json']);
    const four = await mmaHere('.', ['flops', R18, '--shape', '4', '64', '64', '--depth', '1']);
    const { modules } = JSON.parse(one.stdout) as { modules: { name: string; macs: number }[] };
    const backbone = modules.find(({ name }) => name === 'backbone')!.macs;
    expect(four.stdout).toContain('input       [1, 4, 64, 64, 3]');
    expect(four.stdout.replaceAll(/ +/g, ' ')).toContain(
      `backbone (ResNet) 11.177 M ${((4 * backbone) / 1e6).toFixed(3)} M\n`,
    );
    expect(four.stdout).not.toContain('conv1');
  });

  test('says what a shape is', async () => {
    const { code, stderr } = await mmaHere('.', ['flops', R18, '--shape', '224']);
    expect(code).toBe(2);
    expect(stderr).toContain('two or three whole numbers');
  });
});

test('mma model print shows the tree of modules', async () => {
  const { stdout } = await mmaHere('.', ['model', 'print', R18, '--cfg-options', 'model.cls_head.dropout_ratio=0.3']);
  expect(stdout).toMatch(
    /^Recognizer2D\(\n {2}\(backbone\): ResNet\(\n {4}\(conv1\): ConvModule\(\n {6}\(conv\): Conv2d\(3, 64, kernel_size=\(7, 7\)/,
  );
  expect(stdout).toContain(
    '    (dropout): Dropout(p=0.3)\n    (fc_cls): Linear(in_features=512, out_features=5, bias=True)',
  );
});
