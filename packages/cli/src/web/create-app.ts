import { fileURLToPath } from 'node:url';
import files from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import { addGuards } from './guards.js';
import { answerTo, HttpError } from './http-error.js';

export interface AppOptions {
  /** The address that it will listen on. */
  host: string;
  /** The folder under `web/` whose files are sent as they are. */
  pages: string;
  /** For receiving a request, in milliseconds. */
  timeLimit: number;
  /** Takes the stacks of faults. */
  log: (line: string) => void;
}

/** An HTTP server with pages, guarded against other web sites; every failure is answered as `{ error: { code, message, hint } }`. */
export async function createApp({ host, pages, timeLimit, log }: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    requestTimeout: timeLimit,
    bodyLimit: 2 ** 16,
    forceCloseConnections: 'idle',
    // Node overlooks a limit for requests that is below the one for their headers, which is a minute.
    http: { requestTimeout: timeLimit, headersTimeout: timeLimit, connectionsCheckingInterval: 1000 },
  });
  addGuards(app, host);
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = answerTo(error);
    if (status >= 500) log((error as Error).stack ?? String(error));
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler((_request, reply) => {
    const { status, body } = answerTo(new HttpError(404, 'MMA_HTTP_NOT_FOUND', 'There is nothing here.'));
    return reply.code(status).send(body);
  });
  const root = [pages, 'common'].map((folder) => fileURLToPath(new URL(`../../web/${folder}/`, import.meta.url)));
  await app.register(files, { root, cacheControl: false, dotfiles: 'deny' });
  return app;
}
