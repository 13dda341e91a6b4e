import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const SLICES_PER_SECOND = 25;

/** Writes bytes as a camera sends them: as many a second as make them last `seconds`. */
export async function sendSlowly(
  bytes: Uint8Array,
  { seconds, write }: { seconds: number; write: (slice: Uint8Array) => unknown },
): Promise<void> {
  const slices = Math.max(1, Math.round(seconds * SLICES_PER_SECOND));
  const place = (slice: number) => Math.round((slice * bytes.length) / slices);
  const began = performance.now();
  for (let slice = 0; slice < slices; slice++) {
    await write(bytes.subarray(place(slice), place(slice + 1)));
    await sleep(Math.max(0, began + ((slice + 1) * 1000) / SLICES_PER_SECOND - performance.now()));
  }
}

/** A server on this machine that answers every request with `respond`, until the test ends. @returns its address */
export async function serveHere(respond: (response: ServerResponse) => void, port = 0): Promise<string> {
  const server = createServer((_request, response) => respond(response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/live.mkv`;
}
