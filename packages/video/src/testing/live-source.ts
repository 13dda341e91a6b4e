import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const SLICES_PER_SECOND = 25;

/** Sends a file as a camera would: as many bytes a second as make it last `seconds`. */
export async function sendSlowly(
  file: string,
  { seconds, write }: { seconds: number; write: (slice: Buffer) => Promise<void> | void },
): Promise<void> {
  const bytes = await readFile(file);
  const began = performance.now();
  const slices = Math.max(1, Math.round(seconds * SLICES_PER_SECOND));
  for (let slice = 0; slice < slices; slice++) {
    await write(
      bytes.subarray(Math.round((slice * bytes.length) / slices), Math.round(((slice + 1) * bytes.length) / slices)),
    );
    const due = began + ((slice + 1) * 1000) / SLICES_PER_SECOND;
    await sleep(Math.max(0, due - performance.now()));
  }
}

/** A server on this machine that answers every request with `respond`, until the test ends. @returns its address */
export async function serveHere(respond: (response: ServerResponse, path: string) => void): Promise<string> {
  const server = createServer((request, response) => respond(response, request.url ?? ''));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/live.ts`;
}
