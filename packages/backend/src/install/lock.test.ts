import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withLock } from './lock.js';

test('two installations into one folder take turns, and the second says that it waits', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mma-lock-'));
  const order: string[] = [];
  const messages: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} starts`);
    await sleep(50);
    order.push(`${name} ends`);
  };
  const first = withLock(folder, work('first'), () => {});
  await sleep(20);
  await Promise.all([first, withLock(folder, work('second'), (line) => messages.push(line))]);
  await rm(folder, { recursive: true });
  expect(order).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
  expect(messages[0]).toContain('waiting for another process');
});
