import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { evaluateOffline, readResults } from '../../index.js';
import { tempDir, toyConfig } from '../../runner/fixtures/toy-config.js';
import { toyRunner } from '../../runner/fixtures/toy-run.js';

const dumping = (file: string): ConfigDict => ({
  test_evaluator: [{ type: 'ToyAccuracy' }, { type: 'DumpResults', out_file_path: file }],
});

describe('predictions in a file', () => {
  it.each(['.pkl', '.pickle', '.json'])('%s are evaluated as they were in the run', async (ending) => {
    const dir = tempDir();
    const file = join(dir, 'out', `results${ending}`);
    const metrics = await (await toyRunner(dir, dumping(file))).test();
    const samples = await readResults(file);
    expect(samples.map(({ metainfo }) => metainfo['index'])).toEqual(Array.from({ length: 24 }, (_, index) => index));
    for (const { predScore, predLabel, gtLabel } of samples) {
      expect(predScore![0]! + predScore![1]!).toBeCloseTo(1, 6);
      expect(predLabel).toBe(predScore![0]! > predScore![1]! ? 0 : 1);
      expect(gtLabel).toHaveLength(1);
    }
    const config = await toyConfig(dir, dumping(file));
    const before = readFileSync(file);
    expect(await evaluateOffline(config, file)).toEqual(metrics);
    expect(readFileSync(file)).toEqual(before);
  });

  it('are of any kind that the formats have a word for', async () => {
    await expect(toyRunner(tempDir(), dumping('results.txt'))).rejects.toThrow(/\.pkl, \.pickle, \.json/);
    const dir = tempDir();
    const file = join(dir, 'x.json');
    writeFileSync(file, '{"a": 1}');
    const config = await toyConfig(dir);
    for (const none of ['none.json', 'none.pkl']) {
      const missing = evaluateOffline(config, join(dir, none));
      await expect(missing).rejects.toMatchObject({ message: expect.stringMatching(/no file/), hint: /--dump .*none/ });
    }
    await expect(evaluateOffline(config, file)).rejects.toMatchObject({ code: 'MMA_EVAL_RESULTS', hint: /--dump/ });
    await expect(evaluateOffline(await toyConfig(dir, { test_evaluator: null }), file)).rejects.toMatchObject({
      code: 'MMA_RUN_MODE',
    });
  });
});
