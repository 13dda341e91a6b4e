import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { canComputeIn } from '@mma/backend';
import type { ConfigDict } from '@mma/config';
import { afterAll, describe, expect, it } from 'vitest';
import { readResults } from '../index.js';
import { tempDir } from '../runner/fixtures/toy-config.js';
import { logOf, toyRunner } from '../runner/fixtures/toy-run.js';

const dirs: string[] = [];
afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true }))));

/** What a test says and predicts. */
async function tested(changes: ConfigDict): Promise<{ log: string; scores: number[] }> {
  const dir = tempDir();
  dirs.push(dir);
  const file = join(dir, 'results.json');
  const evaluator: ConfigDict[] = [{ type: 'ToyAccuracy' }, { type: 'DumpResults', out_file_path: file }];
  await (await toyRunner(dir, { test_evaluator: evaluator, ...changes })).test();
  const scores = (await readResults(file)).flatMap(({ predScore }) => [...predScore!]);
  return { log: logOf(join(dir, 'work')), scores };
}

describe('fp16 of a validation or test pass', () => {
  it('predicts in bfloat16 where the processor has it, else says why not', async () => {
    const able = canComputeIn('bfloat16');
    const [half, whole] = [await tested({ 'test_cfg.fp16': true }), await tested({})];
    expect(half.log).toContain(able.can ? 'compute in bfloat16' : able.why);
    expect(whole.log).not.toContain('bfloat16');
    const apart = half.scores.map((score, index) => Math.abs(score - whole.scores[index]!));
    expect(Math.max(...apart)).toBeLessThan(0.02);
    expect(Math.max(...apart) > 0).toBe(able.can);
  });

  it('goes for validation while training alike', async () => {
    const dir = tempDir();
    dirs.push(dir);
    await (await toyRunner(dir, { 'train_cfg.max_epochs': 2, 'val_cfg.fp16': true })).train();
    // Once, not for each pass.
    expect(logOf(join(dir, 'work')).match(/ fp16: /g)).toHaveLength(1);
  });
});
