import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { summary, timedInTurns } from './timing.js';

test('the median stands between the extremes, for odd and even numbers of times', () => {
  expect(summary([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5, times: 3 });
  expect(summary([4, 1, 3, 100])).toEqual({ median: 3.5, min: 1, max: 100, times: 4 });
});

test('the first time and the warm-up do not count', async () => {
  let calls = 0;
  const work = async () => {
    calls += 1;
    await setTimeout(calls === 1 ? 60 : 2);
  };
  const [timing] = await timedInTurns([work], 4);
  const { first, median, times } = timing!;
  expect(calls).toBe(7);
  expect(times).toBe(4);
  expect(first).toBeGreaterThan(50);
  expect(median).toBeLessThan(first);
});

test('what gets faster with use warms up for longer, unless a time takes long', async () => {
  const callsOf = async (wait: number): Promise<number> => {
    let calls = 0;
    const work = async () => {
      calls += 1;
      await setTimeout(wait);
    };
    await timedInTurns([work], 3, { least: 2, most: 9, milliseconds: 30 });
    return calls - 1 - 3;
  };
  expect(await callsOf(0)).toBe(9);
  expect(await callsOf(25)).toBe(2);
});

test('several works take turns once each is warm', async () => {
  const order: string[] = [];
  const work = (name: string) => async () => void order.push(name);
  const timings = await timedInTurns([work('a'), work('b')], 2);
  expect(order.join('')).toBe('aaabbbabab');
  expect(timings.map(({ times }) => times)).toEqual([2, 2]);
});
