import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { placeIn } from '../testing/local-service.js';
import { CSVVisBackend } from './csv-vis-backend.js';

it('keeps a row for each step and a column for each scalar, those that come later too', () => {
  const place = placeIn(mkdtempSync(join(tmpdir(), 'mma-csv-')));
  const read = (): string => readFileSync(join(place.dir, 'scalars.csv'), 'utf8');
  const backend = new CSVVisBackend();
  backend.open(place);
  backend.addScalars({ loss: 0.5, lr: 1e-7 }, 1);
  expect(read()).toBe('step,loss,lr\n1,0.5,1e-7\n');
  backend.addScalars({ 'acc, top1': 1, loss: Number.NaN }, 2);
  backend.close();
  expect(read()).toBe('step,loss,lr,"acc, top1"\n1,0.5,1e-7,\n2,NaN,,1\n');

  // Another run that is told to keep its scalars in the same folder goes on in the table.
  const next = new CSVVisBackend({ saveDir: place.dir });
  next.open(placeIn('elsewhere'));
  next.addScalars({ 'acc, top1': 0, loss: 2 }, 3);
  expect(read().trimEnd().split('\n').at(-1)).toBe('3,2,,0');
});
