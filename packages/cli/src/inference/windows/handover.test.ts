import { expect, test } from 'vitest';
import { Handover } from './handover.js';

test('all things pass, in order, and the maker waits where there is no room', async () => {
  const handover = new Handover<number>(2, 'wait');
  let made = 0;
  const making = (async () => {
    for (; made < 5; made++) await handover.put(made);
    handover.end();
  })();
  await new Promise(setImmediate);
  expect(made).toBe(2);
  const taken: number[] = [];
  for (let item = await handover.take(); item !== undefined; item = await handover.take()) taken.push(item);
  await making;
  expect(taken).toEqual([0, 1, 2, 3, 4]);
});

test('the newest passes where things are dropped, and the maker never waits', async () => {
  const handover = new Handover<string>(1, 'drop-oldest');
  for (const item of ['a', 'b', 'c']) await handover.put(item);
  expect(await handover.take()).toBe('c');
  expect(handover.dropped).toBe(2);
});

test('an error comes after what was made before it', async () => {
  const handover = new Handover<string>(2, 'wait');
  await handover.put('a');
  handover.end({ error: new Error('broken') });
  expect(await handover.take()).toBe('a');
  await expect(handover.take()).rejects.toThrow('broken');
});
