import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RunStore } from '../runs/run-store.js';
import type { RunSummary } from '../runs/summary.js';
import { createDashboard } from '../server.js';

test('a page that does not listen is let go, and the others go on', async () => {
  const store = new RunStore([]);
  const app = await createDashboard({ store, host: '127.0.0.1', log: () => {} });
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  const deaf = connect(Number(new URL(base).port), '127.0.0.1').pause();
  deaf.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const response = await fetch(`${base}/api/events`);
  let heard = 0;
  const listening = (async () => {
    for await (const chunk of response.body!) heard += chunk.length;
  })();
  await pause(200);
  const long = { id: 'a', problems: ['x'.repeat(2 ** 20)] } as unknown as RunSummary;
  for (let event = 0; event < 20; event += 1) {
    store.emit('run', long);
    await expect.poll(() => heard, { timeout: 10_000 }).toBeGreaterThan((event + 1) * 2 ** 20);
  }
  // What was sent before it was let go is still in the socket's buffers.
  const ended = new Promise((resolve) => deaf.once('close', resolve));
  deaf.resume().on('error', () => {});
  await ended;
  await app.close();
  await listening;
});
