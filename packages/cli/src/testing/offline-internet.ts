import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { generate } from 'selfsigned';

export interface OfflineInternet {
  /** What a program needs in its environment to find `https://<host>/…` here. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/**
 * Answers for an https host of the internet: a proxy leads every connection to a server of this process, whose certificate
 * (for `host`, written into `certificate`) is valid for programs with the given environment alone.
 */
export async function serveAs(host: string, answer: RequestListener, certificate: string): Promise<OfflineInternet> {
  const pems = await generate([{ name: 'commonName', value: host }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  });
  await writeFile(certificate, pems.cert);
  const site = await listen(createSecureServer({ key: pems.private, cert: pems.cert }, answer));
  const proxy = createServer((_request, response) => response.writeHead(502).end());
  proxy.on('connect', (_request, client, head) => {
    const upstream = connect(portOf(site), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy());
  });
  await listen(proxy);
  const address = `http://127.0.0.1:${portOf(proxy)}`;
  return {
    env: { HTTPS_PROXY: address, https_proxy: address, NO_PROXY: '', no_proxy: '', NODE_EXTRA_CA_CERTS: certificate },
    close: async () => {
      for (const server of [proxy, site]) await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen<T extends Server>(server: T): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
