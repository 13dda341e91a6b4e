import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { version } from '../version.js';
import { createApp } from '../web/create-app.js';
import { answerTo, HttpError } from '../web/http-error.js';
import type { FrontOptions } from './front/front-options.js';
import { Admission } from './http/admission.js';
import { Metrics } from './http/metrics.js';
import { healthSchema, predictSchema, uploadBody } from './http/schemas.js';
import { withUpload } from './http/upload.js';
import type { VideoWork } from './video-work.js';

export interface ServerOptions extends FrontOptions {
  work: VideoWork;
  /** A line for each prediction, and the stacks of faults. */
  log: (line: string) => void;
}

/** The HTTP server: pages at `/`, predictions at `/api/predict`. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { host, capacity, maxUpload, timeLimit } = options;
  const app = await createApp({ host, pages: 'serve', timeLimit, log: options.log });
  const admission = new Admission(capacity);
  const metrics = new Metrics(admission);

  await app.register(multipart, {
    limits: { files: 1, fields: 0, parts: 1, fileSize: maxUpload, headerPairs: 20 },
  });
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'MMA', version } },
    transform: withUploadBody,
  });

  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  app.get('/health', { schema: healthSchema }, () => ({
    status: 'ok',
    ...options.about,
    inside: admission.inside,
    capacity,
    maxUpload,
  }));
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  app.post<{ Querystring: { top_k: number } }>(
    '/api/predict',
    { schema: predictSchema, onRequest: admit(admission), onResponse: logged(options.log, metrics) },
    (request, reply) => predict([request, reply], { ...options, admission, metrics }),
  );
  return app;
}

interface Prediction extends ServerOptions {
  admission: Admission;
  metrics: Metrics;
}

async function predict(
  [request, reply]: [FastifyRequest<{ Querystring: { top_k: number } }>, FastifyReply],
  { work, folder, admission, metrics }: Prediction,
): Promise<unknown> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return withUpload(request, folder, async (file) => {
    try {
      const analysis = await work.analyse(file, request.query.top_k, gone.signal);
      admission.note(Math.max(analysis.time.decode, analysis.time.model));
      metrics.analysed(analysis);
      return analysis;
    } catch (error) {
      const { status, body } = answerTo(error, file);
      if (status >= 500) throw error;
      const { code, message, hint } = body.error;
      throw Object.assign(new HttpError(status, 'MMA_HTTP_VIDEO', message, hint), { code });
    }
  });
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

function logged(log: (line: string) => void, metrics: Metrics) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    metrics.answered(reply.statusCode);
    const path = request.url.split('?')[0];
    log(`${request.method} ${path} ${reply.statusCode} ${(reply.elapsedTime / 1000).toFixed(2)} s`);
  };
}

/** Adds the form to the description: validating a body that is parsed as it streams in is the parser's job. */
const withUploadBody: NonNullable<swagger.FastifyDynamicSwaggerOptions['transform']> = ({ schema, url }) => {
  if (url !== '/api/predict') return { schema, url };
  return { schema: { ...schema, body: uploadBody }, url };
};
