import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { resolveCheckpoint } from './resolve.js';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['work_dirs/a.pth', resolve('work_dirs/a.pth')],
  ['~/a.pth', join(homedir(), 'a.pth')],
  ['~a.pth', resolve('~a.pth')],
  [pathToFileURL(resolve('a b.pth')).href, resolve('a b.pth')],
])('%s is a file', (name, path) => {
  expect(resolveCheckpoint(name)).toEqual({ path });
});

const torch = 'https://download.pytorch.org/models';
const mmlab = 'https://download.openmmlab.com/pretrain/third_party';

test.each([
  ['https://host/a%20b.pth?x=1', 'https://host/a%20b.pth?x=1'],
  ['torchvision://resnet50', `${torch}/resnet50-0676ba61.pth`],
  ['modelzoo://resnet18', `${torch}/resnet18-f37072fd.pth`],
  ['torchvision://resnet50.imagenet1k_v2', `${torch}/resnet50-11ad3fa6.pth`],
  ['torchvision://ResNet101_Weights.IMAGENET1K_V2', `${torch}/resnet101-cd907fc2.pth`],
  ['torchvision://resnet34.default', `${torch}/resnet34-b627a593.pth`],
  ['torchvision://resnet152.default', `${torch}/resnet152-f82ba261.pth`],
  ['open-mmlab://resnet50_v1c', `${mmlab}/resnet50_v1c-2cccc1ad.pth`],
  ['openmmlab://resnet50_caffe', `${mmlab}/resnet50_caffe-788b5fa3.pth`],
  ['hf://org/repo/a/b.safetensors', 'https://huggingface.co/org/repo/resolve/main/a/b.safetensors'],
  ['hf://org/repo@v1/b.pth', 'https://huggingface.co/org/repo/resolve/v1/b.pth'],
])('%s stands for an address', (name, url) => {
  vi.stubEnv('HF_ENDPOINT', '');
  expect(resolveCheckpoint(name)).toEqual({ url });
});

test.each([
  ['torchvision://resnet51', 'did you mean torchvision://resnet50?'],
  ['torchvision://vit', 'known are resnet18, '],
  ['open-mmlab://detectron/resnet50_cafe', 'did you mean open-mmlab://detectron/resnet50_caffe?'],
  ['s3://bucket/a.pth', 'http, https, torchvision'],
  ['hf://org/file', 'write hf://owner/repository/file'],
  ['http://', undefined],
  ['file://host/a.pth', 'write the path itself'],
])('%s stands for nothing', (name, hint) => {
  expect(() => resolveCheckpoint(name)).toThrowError(
    expect.objectContaining({
      code: 'MMA_CHECKPOINT_ADDRESS',
      hint: hint === undefined ? undefined : expect.stringContaining(hint),
    }),
  );
});
