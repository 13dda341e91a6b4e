import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import { answerTo, HttpError } from '../../web/http-error.js';
import type { Stages } from '../video-work.js';
import type { Admission } from './admission.js';
import type { Metrics } from './metrics.js';
import { withUpload } from './upload.js';

export interface VideoRoute<Query> {
  path: string;
  schema: FastifySchema;
  /** What is done with an upload. `signal` is aborted where the client has gone. */
  work: (file: string, query: Query, signal: AbortSignal) => Promise<{ time: Stages }>;
}

/** What all routes for videos share. */
export interface House {
  admission: Admission;
  metrics: Metrics;
  /** Where uploads lie. */
  folder: string;
  log: (line: string) => void;
}

/** A route that takes a form with a video: let in where there is room, received, worked on, removed. */
export function addVideoRoute<Query>(app: FastifyInstance, route: VideoRoute<Query>, house: House): void {
  const { path, schema, work } = route;
  const { admission, metrics, folder } = house;
  app.post<{ Querystring: Query }>(
    path,
    { schema, onRequest: admit(admission), onResponse: logged(house) },
    (request, reply) => {
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      return withUpload(request, folder, async (file) => {
        try {
          const answer = await work(file, request.query as Query, gone.signal);
          admission.note(Math.max(answer.time.decode, answer.time.model));
          metrics.worked(answer.time);
          return answer;
        } catch (error) {
          throw aboutUpload(error, file);
        }
      });
    },
  );
}

/** Turns a request away before its upload is read where there is no room for it. */
function admit(admission: Admission) {
  return async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const leave = admission.enter();
    if (leave === undefined) {
      reply.headers({ 'retry-after': String(admission.retryAfter), connection: 'close' });
      throw new HttpError(503, 'MMA_HTTP_FULL', 'The server has as much to do as it takes.', 'Try again later.');
    }
    // Also where the client goes away.
    reply.raw.once('close', leave);
  };
}

function logged({ log, metrics }: House) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    metrics.answered(reply.statusCode);
    const path = request.url.split('?')[0];
    log(`${request.method} ${path} ${reply.statusCode} ${(reply.elapsedTime / 1000).toFixed(2)} s`);
  };
}

/** The error in words that do not tell where the upload lies. */
function aboutUpload(error: unknown, file: string): unknown {
  const { status, body } = answerTo(error, file);
  if (status >= 500) return error;
  const { code, message, hint } = body.error;
  return Object.assign(new HttpError(status, 'MMA_HTTP_VIDEO', message, hint), { code });
}
