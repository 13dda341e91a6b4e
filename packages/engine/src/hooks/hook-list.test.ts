import { describe, expect, it } from 'vitest';
import { Hook } from './hook.js';
import type { HookContext } from './hook-context.js';
import { HookList } from './hook-list.js';
import type { Priority } from './priority.js';

const seen: string[] = [];

class Noting extends Hook {
  constructor(
    private readonly name: string,
    override priority: Priority,
  ) {
    super();
  }

  override async beforeTrain(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 2));
    seen.push(this.name);
  }
}

class Late extends Hook {
  override priority: Priority = 'LOWEST';

  override afterValEpoch(_context: HookContext, { metrics }: { metrics: Readonly<Record<string, number>> }): void {
    seen.push(`top1 ${metrics['acc/top1']}`);
  }
}

const context = {} as HookContext;

describe('hooks', () => {
  it('act one after another in order of priority, then of registration', async () => {
    seen.length = 0;
    const hooks = new HookList(
      [new Noting('low', 'LOW'), new Noting('first', 'NORMAL'), new Noting('second', 50), new Noting('high', 5)],
      context,
    );
    await hooks.call('beforeTrain');
    expect(seen).toEqual(['high', 'first', 'second', 'low']);
  });

  it('get what the point is about', async () => {
    seen.length = 0;
    await new HookList([new Late()], context).call('afterValEpoch', { metrics: { 'acc/top1': 0.5 } });
    expect(seen).toEqual(['top1 0.5']);
  });

  it('are listed by point', () => {
    const table = new HookList([new Late(), new Noting('n', 55)], context).describe();
    expect(table).toBe(
      [
        'before_train:',
        `(55          ) Noting${' '.repeat(29)}`,
        ' -------------------- ',
        'after_val_epoch:',
        `(LOWEST      ) Late${' '.repeat(31)}`,
        ' -------------------- ',
      ].join('\n'),
    );
  });
});
