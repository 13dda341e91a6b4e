import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Iterations of one epoch. */
const EPOCH = 10;

export interface WrittenSession {
  dir: string;
  scalars: string;
  log: string;
  /** Writes iterations `from` to `to`, a line each, with validation at the end of each epoch. */
  write(from: number, to: number, loss?: (iteration: number) => number): Promise<void>;
}

/**
 * A session of training as `mma train` and MMEngine write it, without the training: for what reads runs. Ten iterations are an epoch, one is a
 * second; `acc/top1` after an epoch is its number in hundredths.
 */
export async function writeSession(
  workDir: string,
  name: string,
  { maxEpochs = 3, resumedFrom, lr = 0.1 }: { maxEpochs?: number; resumedFrom?: number; lr?: number } = {},
): Promise<WrittenSession> {
  const dir = join(workDir, name);
  const scalars = join(dir, 'vis_data', 'scalars.json');
  const log = join(dir, `${name}.log`);
  await mkdir(join(dir, 'vis_data'), { recursive: true });
  await appendFile(
    join(dir, 'vis_data', 'config.py'),
    `train_cfg = dict(\n    max_epochs=${maxEpochs})\noptimizer = dict(lr=${lr}, type='SGD')\n`,
  );
  const line = (iteration: number, text: string): Promise<void> => {
    const seconds = String(iteration % 60).padStart(2, '0');
    return appendFile(
      log,
      `2026/01/02 03:${String(4 + Math.floor(iteration / 60)).padStart(2, '0')}:${seconds} - mma - INFO - ${text}\n`,
    );
  };
  await appendFile(scalars, '');
  await line(0, `Config:\ntrain_cfg = dict(\n    max_epochs=${maxEpochs})`);
  if (resumedFrom !== undefined) await line(0, `resumed epoch: ${resumedFrom / EPOCH}, iter: ${resumedFrom}`);
  const write: WrittenSession['write'] = async (from, to, loss = (iteration) => 1 / iteration) => {
    for (let iter = from; iter <= to; iter += 1) {
      const epoch = Math.ceil(iter / EPOCH);
      const left = String(maxEpochs * EPOCH - iter).padStart(2, '0');
      await line(
        iter,
        `Epoch(train) [${epoch}][${iter - (epoch - 1) * EPOCH}/${EPOCH}]  lr: ${lr}  eta: 0:00:${left}  loss: ${loss(iter)}`,
      );
      const record = { lr, loss: loss(iter), time: 1, memory: 100, epoch, iter, step: iter };
      await appendFile(scalars, `${JSON.stringify(record)}\n`);
      if (iter % EPOCH !== 0) continue;
      await line(iter, `Saving checkpoint at ${epoch} epochs`);
      await line(iter, `Epoch(val) [${epoch}][2/2]  acc/top1: ${epoch / 100}`);
      await appendFile(scalars, `${JSON.stringify({ 'acc/top1': epoch / 100, time: 0.1, step: epoch })}\n`);
      const best = `best_acc_top1_epoch_${epoch}.pth`;
      await line(
        iter,
        `The best checkpoint with ${(epoch / 100).toFixed(4)} acc/top1 at ${epoch} epoch is saved to ${best}.`,
      );
    }
  };
  return { dir, scalars, log, write };
}
