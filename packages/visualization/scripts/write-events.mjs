// Writes an event file of every kind of value into the folder that is given, for check-with-tensorboard.py.
import { TensorboardVisBackend } from '@mma/visualization';

const backend = new TensorboardVisBackend({ saveDir: process.argv[2] });
backend.open({ dir: process.argv[2], workDir: '.', timestamp: '', experimentName: '', warn: console.warn });
backend.addConfig({ text: "model = dict(type='TSN')", values: {} });
for (let step = 1; step <= 100; step++) backend.addScalars({ loss: 1 / step, 'acc/top1': step / 100 }, step);
const data = Uint8Array.from({ length: 32 * 48 * 3 }, (_, i) => i % 256);
backend.addImage('frame', { data, shape: [32, 48, 3] }, 3);
backend.addHistogram(
  'weights',
  Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i)),
  4,
);
backend.addText('note', 'grüße', 5);
backend.close();
