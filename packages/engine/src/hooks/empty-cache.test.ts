import { constants, PerformanceObserver } from 'node:perf_hooks';
import type { ConfigDict } from '@mma/config';
import { expect, it } from 'vitest';
import { tempDir } from '../runner/fixtures/toy-config.js';
import { toyRunner } from '../runner/fixtures/toy-run.js';

/** Collections that were asked for during a training of 2 epochs of 4 iterations, each validated in 3. */
async function collections(options: ConfigDict): Promise<number> {
  let count = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { flags } = (entry as unknown as { detail: { flags: number } }).detail;
      if ((flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0) count += 1;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  const runner = await toyRunner(tempDir(), {
    'train_cfg.max_epochs': 2,
    param_scheduler: [],
    custom_hooks: [{ type: 'EmptyCacheHook', ...options }],
  });
  await runner.train();
  // Entries come with the next turn of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  return count;
}

it.each<[ConfigDict, number]>([
  [{}, 2 + 2],
  [{ before_epoch: true }, 2 * (2 + 2)],
  [{ after_epoch: false, after_iter: true }, 2 * (4 + 3)],
  [{ after_epoch: false }, 0],
])('garbage is collected at the points that the config names: %o', async (options, expected) => {
  expect(await collections(options)).toBe(expected);
});
