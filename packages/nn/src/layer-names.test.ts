import { expect, test } from 'vitest';
import { layerNames } from './layer-names.js';
import { BatchNorm2d } from './layers/batch-norm2d.js';
import { Conv2d } from './layers/conv2d.js';
import { Linear } from './layers/linear.js';

test('a layer answers to its class, to those it extends, and to PyTorch’s names of them', () => {
  class Classifier extends Linear {}
  expect([...layerNames(new Classifier(2, 2))]).toEqual(['Classifier', 'Linear']);
  expect([...layerNames(new BatchNorm2d(2))]).toEqual(['BatchNorm2d', '_BatchNorm', '_NormBase']);
  expect([...layerNames(new Conv2d(1, 1, { kernelSize: 1 }))]).toEqual(['Conv2d', '_ConvNd']);
});
