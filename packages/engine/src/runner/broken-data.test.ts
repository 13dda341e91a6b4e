import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from './fixtures/toy-config.js';
import { logOf, runDirs, toyRunner, weightsOf } from './fixtures/toy-run.js';

const broken = (workDir: string, name = 'broken_samples.json'): unknown =>
  JSON.parse(readFileSync(join(runDirs(workDir).at(-1)!, name), 'utf8'));

describe('a run with broken samples', () => {
  const skipping = { 'train_dataloader.dataset.broken': [4, 9], 'train_dataloader.on_error': 'skip' };

  it('goes on with others in their place, logs each, and lists them at the end', async () => {
    const dir = tempDir();
    const workDir = join(dir, 'work');
    await (await toyRunner(dir, skipping)).train();
    const log = logOf(workDir);
    expect(log.match(/WARNING - Broken train data: sample \d: the point is broken \(MMA_TOY_BROKEN\)/g)).toHaveLength(
      6,
    );
    expect(log).toContain('WARNING - Broken train data: 2 of the 32 samples of epoch 1 could not be made.');
    expect(log).toMatch(/2 broken train samples are listed in .*broken_samples.json/);
    expect(broken(workDir)).toEqual([
      { index: 4, labels: [0], code: 'MMA_TOY_BROKEN', cause: 'the point is broken', times: 3 },
      { index: 9, labels: [1], code: 'MMA_TOY_BROKEN', cause: 'the point is broken', times: 3 },
    ]);
  });

  it('ends with the same weights when it was interrupted and resumed', async () => {
    const [whole, parted] = [tempDir(), tempDir()];
    await (await toyRunner(whole, skipping)).train();
    const first = await toyRunner(parted, skipping);
    first.events.subscribe((event) => event.type === 'train-iter' && event.iter === 6 && first.stop());
    await expect(first.train()).rejects.toMatchObject({ code: 'MMA_RUN_INTERRUPTED' });
    await (await toyRunner(parted, { ...skipping, resume: true })).train();
    const file = join('work', 'epoch_3.pth');
    expect(await weightsOf(join(parted, file))).toEqual(await weightsOf(join(whole, file)));
  });

  it('logs no more than twenty lines about single samples', async () => {
    const dir = tempDir();
    const many = Array.from({ length: 10 }, (_, index) => 3 * index);
    const changes = { ...skipping, 'train_dataloader.dataset.broken': many };
    await (
      await toyRunner(dir, { ...changes, 'train_dataloader.on_error': { policy: 'skip', max_share: 0.5 } })
    ).train();
    const log = logOf(join(dir, 'work'));
    expect(log.match(/Broken train data: sample/g)).toHaveLength(20);
    expect(log.match(/Further broken train samples are counted/g)).toHaveLength(1);
  });

  it('ends when too many are broken, and still lists them', async () => {
    const dir = tempDir();
    const run = (await toyRunner(dir, { ...skipping, 'train_dataloader.dataset.broken': [0, 1, 2, 3, 4] })).train();
    await expect(run).rejects.toMatchObject({ code: 'MMA_DATA_TOO_MANY_BROKEN' });
    expect(broken(join(dir, 'work'))).toHaveLength(4);
  });

  it('tests a placeholder for each, so that predictions stay with their samples', async () => {
    const dir = tempDir();
    const changes = { 'test_dataloader.dataset.broken': [3], 'test_dataloader.on_error': 'placeholder' };
    await (await toyRunner(dir, changes)).test();
    expect(broken(join(dir, 'work'), 'broken_samples_test.json')).toEqual([
      expect.objectContaining({ index: 3, times: 1 }),
    ]);
    await expect(toyRunner(dir, { 'test_dataloader.on_error': 'skip' })).rejects.toThrow(
      /test_dataloader\.on_error.*use 'placeholder' or 'fail'/,
    );
  });

  it('ends at the first where nothing is said, and leaves no list where nothing is broken', async () => {
    const [dir, other] = [tempDir(), tempDir()];
    await expect((await toyRunner(dir, { 'train_dataloader.dataset.broken': [4] })).train()).rejects.toMatchObject({
      code: 'MMA_TOY_BROKEN',
    });
    await (await toyRunner(other, {})).val();
    expect(existsSync(join(runDirs(join(other, 'work'))[0]!, 'broken_samples_val.json'))).toBe(false);
  });
});
