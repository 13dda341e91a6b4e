import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VisPlace } from '@mma/engine';

export interface ServedRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

export interface LocalService {
  address: string;
  requests: ServedRequest[];
  close(): Promise<void>;
}

/** A web service on this machine: `answer` gives status and JSON for each request. */
export async function serve(
  answer: (request: ServedRequest) => [status: number, body: unknown],
): Promise<LocalService> {
  const requests: ServedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body: text === '' ? {} : JSON.parse(text) };
    requests.push(request);
    const [status, body] = answer(request);
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export function placeIn(workDir: string): VisPlace {
  const timestamp = '20261123_010203';
  const warn = (message: string): never => {
    throw new Error(message);
  };
  return { dir: `${workDir}/${timestamp}/vis_data`, workDir, timestamp, experimentName: `tsn_${timestamp}`, warn };
}
