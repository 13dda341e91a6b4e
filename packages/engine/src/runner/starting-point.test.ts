import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ToyPoints } from './fixtures/toy.js';
import { tempDir } from './fixtures/toy-config.js';
import { logOf, toyRunner, weightsOf } from './fixtures/toy-run.js';

describe('a resumed run', () => {
  it('ends with the very weights, log and best score of a run that was never interrupted', async () => {
    const whole = tempDir();
    await (await toyRunner(whole)).train();

    const halved = tempDir();
    const schedule = { 'param_scheduler.0.end': 3 };
    await (await toyRunner(halved, { ...schedule, 'train_cfg.max_epochs': 1 })).train();
    await (await toyRunner(halved, { ...schedule, resume: true })).train();

    const file = join('work', 'epoch_3.pth');
    expect(await weightsOf(join(halved, file))).toEqual(await weightsOf(join(whole, file)));
    const log = logOf(join(halved, 'work'));
    expect(log).toContain('resumed epoch: 1, iter: 4');
    const lossAt = (text: string): string => /\[3\]\[4\/4\].*(loss: [\d.]+) /.exec(text)![1]!;
    expect(lossAt(log)).toBe(lossAt(logOf(join(whole, 'work'))));
    const best = (dir: string): string[] => readdirSync(join(dir, 'work')).filter((name) => name.startsWith('best'));
    expect(best(halved)).toEqual(best(whole));
  });

  it('goes on in the middle of an epoch, batch for batch', async () => {
    const checkpoints = {
      'default_hooks.checkpoint': { interval: 2, by_epoch: false, max_keep_ckpts: -1, save_best: null },
    };
    const whole = tempDir();
    await (await toyRunner(whole, checkpoints)).train();
    const resumed = tempDir();
    const runner = await toyRunner(resumed, {
      ...checkpoints,
      load_from: join(whole, 'work', 'iter_6.pth'),
      resume: true,
    });
    const batches: number[] = [];
    runner.events.subscribe((event) => event.type === 'train-iter' && batches.push(event.iter));
    await runner.train();
    expect(batches).toEqual([7, 8, 9, 10, 11, 12]);
    const file = join('work', 'iter_12.pth');
    expect(await weightsOf(join(resumed, file))).toEqual(await weightsOf(join(whole, file)));
  });

  it('makes no sample of the batches that were done before', async () => {
    const dir = tempDir();
    const first = await toyRunner(dir);
    first.events.subscribe((event) => event.type === 'train-iter' && event.iter === 7 && first.stop());
    await expect(first.train()).rejects.toMatchObject({ code: 'MMA_RUN_INTERRUPTED' });
    const runner = await toyRunner(dir, { resume: true, val_dataloader: null, val_cfg: null, val_evaluator: null });
    const before = ToyPoints.made;
    await runner.train();
    expect(ToyPoints.made - before).toBe(8 + 4 * 8);
  });

  it('is refused to a model that the checkpoint does not fill', async () => {
    const dir = tempDir();
    await (await toyRunner(dir, { 'train_cfg.max_epochs': 1, param_scheduler: [] })).train();
    await expect((await toyRunner(dir, { resume: true, 'model.num_classes': 3 })).train()).rejects.toMatchObject({
      code: 'MMA_CHECKPOINT_INCOMPLETE',
      message: expect.stringContaining('fc2.weight: the model has [3,8], the file [2,8]'),
    });
  });

  it("goes on from the work dir's latest, and only without one from the weights it began with", async () => {
    const pretrained = tempDir();
    await (await toyRunner(pretrained, { 'train_cfg.max_epochs': 1, param_scheduler: [] })).train();
    const dir = tempDir();
    const changes = { load_from: join(pretrained, 'work', 'epoch_1.pth'), resume: 'auto', param_scheduler: [] };
    const first = await toyRunner(dir, changes);
    first.events.subscribe((event) => event.type === 'train-iter' && event.iter === 2 && first.stop());
    await expect(first.train()).rejects.toMatchObject({ code: 'MMA_RUN_INTERRUPTED' });
    const begun = logOf(join(dir, 'work'));
    expect(begun).toContain('There is no checkpoint to resume from in the work dir');
    expect(begun).toContain(`Load checkpoint from ${changes.load_from}`);
    expect(begun).not.toContain('resumed epoch');
    await (await toyRunner(dir, changes)).train();
    expect(logOf(join(dir, 'work'))).toContain('resumed epoch: 0, iter: 2');
  });

  it('starts from the beginning, and says so, when there is nothing to resume from', async () => {
    const dir = tempDir();
    await (await toyRunner(dir, { resume: true, 'train_cfg.max_epochs': 1, param_scheduler: [] })).train();
    expect(logOf(join(dir, 'work'))).toContain('There is no checkpoint to resume from');
  });
});

afterEach(() => vi.unstubAllEnvs());

describe('starting weights', () => {
  it('are taken where they fit; a head for another number of classes is reported and trained anew', async () => {
    const dir = tempDir();
    await (await toyRunner(dir)).train();
    const file = join(dir, 'work', 'epoch_3.pth');
    const other = tempDir();
    await (await toyRunner(other, { load_from: file, 'model.num_classes': 3 })).val();
    const log = logOf(join(other, 'work'));
    expect(log).toContain(`Load checkpoint from ${file}`);
    expect(log).toContain('loaded:     2');
    expect(log).toContain('fc2.weight: the model has [3,8], the file [2,8]');
  });

  it('are downloaded where an address names them, and the log says so', async () => {
    const dir = tempDir();
    await (await toyRunner(dir)).train();
    const bytes = readFileSync(join(dir, 'work', 'epoch_3.pth'));
    const server = createServer((_, response) => void response.end(bytes));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/toy.pth`;
    vi.stubEnv('MMA_CACHE_DIR', dir);
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    const other = tempDir();
    await (await toyRunner(other, { load_from: address })).val();
    server.close();
    const log = logOf(join(other, 'work'));
    expect(log).toMatch(/INFO - Downloading http.*toy\.pth to .*\n.*INFO - +0\.0 of 0\.0 MB/);
    expect(log.indexOf('Downloading')).toBeLessThan(log.indexOf(`Load checkpoint from ${address}`));
  });

  it('cannot come from a file that is not there or an address of no known kind', async () => {
    const dir = tempDir();
    const val = async (file: string): Promise<unknown> => (await toyRunner(dir, { load_from: file })).val();
    await expect(val(join(dir, 'none.pth'))).rejects.toMatchObject({ code: 'MMA_CHECKPOINT_NOT_FOUND' });
    await expect(val('s3://bucket/tsn.pth')).rejects.toMatchObject({ code: 'MMA_CHECKPOINT_ADDRESS' });
  });
});
