import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { CliError } from '../../errors.js';
import { Calls, type Offers } from './calls.js';

function joined(offers: Offers): { here: Calls; there: Calls } {
  const { port1, port2 } = new MessageChannel();
  return { here: new Calls(port1, {}), there: new Calls(port2, offers) };
}

test('results come back to their own calls, whichever is done first', async () => {
  const doors = new Map<unknown, () => void>();
  const opened = (door: unknown) => new Promise<void>((resolve) => doors.set(door, resolve));
  const { here } = joined({ wait: async (door) => opened(door).then(() => `through ${door}`) });
  const results = [here.call('wait', 'a'), here.call('wait', 'b')];
  await expect.poll(() => doors.size).toBe(2);
  doors.get('b')!();
  expect(await results[1]).toBe('through b');
  doors.get('a')!();
  expect(await results[0]).toBe('through a');
  here.close();
});

test('errors keep what they say, and their kind', async () => {
  const { here } = joined({
    fail: () => {
      throw new CliError('MMA_CLI_INPUT', 'no such thing', { hint: 'another one' });
    },
  });
  await expect(here.call('fail')).rejects.toMatchObject({
    name: 'CliError',
    code: 'MMA_CLI_INPUT',
    message: 'no such thing',
    hint: 'another one',
  });
  await expect(here.call('else')).rejects.toThrow('nobody offers else');
  here.close();
});

test('who does not want the result any more says so to the one who works on it', async () => {
  const begun = new EventTarget();
  const { here } = joined({
    work: async (_argument, signal) => {
      begun.dispatchEvent(new Event('begun'));
      await once(signal, 'abort');
      signal.throwIfAborted();
    },
  });
  const stop = new AbortController();
  const result = here.call('work', undefined, stop.signal);
  const failed = expect(result).rejects.toMatchObject({ name: 'AbortError' });
  await once(begun, 'begun');
  stop.abort();
  await failed;
  await expect(here.call('work', undefined, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  here.close();
});

test('nobody waits for a thread that has ended', async () => {
  const { here, there } = joined({ never: () => new Promise(() => {}) });
  const result = here.call('never');
  there.close();
  await expect(result).rejects.toThrow('ended');
});
