import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { version } from '../version.js';
import { createApp } from '../web/create-app.js';
import type { FrontOptions } from './front/front-options.js';
import { Admission } from './http/admission.js';
import { Metrics } from './http/metrics.js';
import { camSchema, healthSchema, predictSchema, uploadBody } from './http/schemas.js';
import { addVideoRoute, type VideoRoute } from './http/video-route.js';
import type { VideoWork } from './video-work.js';

export interface ServerOptions extends FrontOptions {
  work: VideoWork;
  /** A line for each prediction, and the stacks of faults. */
  log: (line: string) => void;
}

/** The HTTP server: pages at `/`, predictions at `/api/predict`. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { host, capacity, maxUpload, timeLimit, about, work } = options;
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
    ...about,
    inside: admission.inside,
    capacity,
    maxUpload,
  }));
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  const house = { admission, metrics, folder: options.folder, log: options.log };
  const predict: VideoRoute<{ top_k: number }> = {
    path: '/api/predict',
    schema: predictSchema,
    work: (file, query, signal) => work.analyse(file, query.top_k, signal),
  };
  addVideoRoute(app, predict, house);
  const localize: VideoRoute<{ class: number }> = {
    path: '/api/cam',
    schema: camSchema(about.classes),
    work: (file, query, signal) => work.localize(file, query.class, signal),
  };
  if (about.cam) addVideoRoute(app, localize, house);
  return app;
}

/** Adds the form to the description: validating a body that is parsed as it streams in is the parser's job. */
const withUploadBody: NonNullable<swagger.FastifyDynamicSwaggerOptions['transform']> = ({ schema, url }) => {
  if (!schema.consumes?.includes('multipart/form-data')) return { schema, url };
  return { schema: { ...schema, body: uploadBody }, url };
};
