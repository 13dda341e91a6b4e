import { expect, it } from 'vitest';
import { AdaptiveAvgPool2d } from './layers/adaptive-avg-pool2d.js';
import { ConvModule } from './layers/conv-module.js';
import { Conv2d } from './layers/conv2d.js';
import { Dropout } from './layers/dropout.js';
import { Linear } from './layers/linear.js';
import { MaxPool2d } from './layers/max-pool2d.js';
import { Sequential } from './layers/sequential.js';
import { Module } from './module.js';
import { printModule } from './print-module.js';

it('prints a tree of modules as PyTorch does', () => {
  class Net extends Module {
    readonly stem = new ConvModule(3, 8, { kernelSize: 3, stride: 2, padding: 1 });
    readonly body = new Sequential(
      new MaxPool2d({ kernelSize: 3, stride: 2, padding: [1, 0] }),
      new AdaptiveAvgPool2d(1),
    );
    readonly blocks = [new Conv2d(8, 8, { kernelSize: [1, 3], dilation: 2 })];
    readonly dropout = new Dropout(0.4);
    readonly fcCls = new Linear(8, 5);
  }
  expect(printModule(new Net())).toBe(`Net(
  (stem): ConvModule(
    (conv): Conv2d(3, 8, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
    (bn): BatchNorm2d(8, eps=1e-05, momentum=0.1)
    (activate): ReLU()
  )
  (body): Sequential(
    (0): MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 0))
    (1): AdaptiveAvgPool2d(output_size=(1, 1))
  )
  (blocks.0): Conv2d(8, 8, kernel_size=(1, 3), stride=(1, 1), dilation=(2, 2))
  (dropout): Dropout(p=0.4)
  (fc_cls): Linear(in_features=8, out_features=5, bias=True)
)`);
});
