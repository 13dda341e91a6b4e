import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Served {
  readonly url: string;
  /** What was asked for, in order: method, path, and the headers that choose a part. */
  readonly requests: { readonly path: string; readonly range?: string; readonly ifRange?: string }[];
}

type Handler = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

/** An HTTP server on this machine until the end of the test; `attempt` counts its requests from 0. */
export async function serve(handler: Handler): Promise<Served> {
  const requests: Served['requests'] = [];
  const server = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    requests.push({
      path: request.url ?? '',
      ...(range === undefined ? {} : { range }),
      ...(ifRange === undefined ? {} : { ifRange: String(ifRange) }),
    });
    handler(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Answers with `content` as file servers do, parts of it too; `until` breaks the connection off at that byte. */
export function answer(
  content: Uint8Array,
  [request, response]: readonly [IncomingMessage, ServerResponse],
  { etag = '"1"', until = content.length }: { etag?: string; until?: number } = {},
): void {
  const { range, 'if-range': ifRange } = request.headers;
  const from = ifRange === undefined || ifRange === etag ? Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0) : 0;
  if (from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': content.length - from,
    etag,
    ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
  });
  if (until === content.length) response.end(content.subarray(from));
  else response.write(content.subarray(from, until), () => setTimeout(() => response.destroy(), 20));
}
