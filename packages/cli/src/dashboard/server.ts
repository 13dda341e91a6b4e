import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { valueText } from '../output/config-values.js';
import { createApp } from '../web/create-app.js';
import { HttpError } from '../web/http-error.js';
import { EventStreams } from './http/event-stream.js';
import { checkpointsOf } from './runs/checkpoints.js';
import { readLogPart } from './runs/log-part.js';
import type { Run } from './runs/run.js';
import { configDifferences, configText } from './runs/run-config.js';
import type { RunStore } from './runs/run-store.js';
import { seriesPart } from './runs/series.js';

export interface DashboardOptions {
  store: RunStore;
  host: string;
  /** Takes the stacks of faults. */
  log: (line: string) => void;
}

/** For receiving a request, in milliseconds. */
const TIME_LIMIT = 30_000;
/** Points of a curve; a screen has fewer columns. */
const MOST_POINTS = 4000;

const count = { type: 'integer', minimum: 0, default: 0 } as const;
const query = (properties: object, required: readonly string[] = []) =>
  ({ querystring: { type: 'object', properties, required, additionalProperties: false } }) as const;

interface ById {
  Params: { id: string };
}

/**
 * The HTTP server: the page at `/`, runs under `/api`. Requests name runs by id and sessions by name, both of which are looked up among
 * those that were found: no path comes from a client.
 */
export async function createDashboard({ store, host, log }: DashboardOptions): Promise<FastifyInstance> {
  const app = await createApp({ host, pages: 'dashboard', timeLimit: TIME_LIMIT, log });
  const events = new EventStreams(app, store);
  await addCharts(app);

  app.get('/api/runs', () => ({ runs: store.summaries, notices: store.notices }));
  app.get('/api/events', events.open);
  app.get<ById & { Querystring: { generation?: string; train: number; val: number } }>(
    '/api/runs/:id/scalars',
    { schema: query({ generation: { type: 'string' }, train: count, val: count }) },
    ({ params, query: { generation, train, val } }) => {
      const run = find(store, params.id);
      const goesOn = generation === run.generation;
      const part = (table: Run['train'], from: number) =>
        seriesPart(table, { from: goesOn ? from : 0, limit: MOST_POINTS });
      return { generation: run.generation, train: part(run.train, train), val: part(run.val, val) };
    },
  );
  app.get<ById & { Querystring: { session?: string; from: number } }>(
    '/api/runs/:id/log',
    { schema: query({ session: { type: 'string' }, from: count }) },
    async ({ params, query: { session: name, from } }) => {
      const { sessions, newest } = find(store, params.id);
      const session = name === undefined ? newest : sessions.find((one) => one.name === name);
      if (session === undefined) throw new HttpError(404, 'MMA_HTTP_NO_SESSION', 'This run has no such session.');
      try {
        return { session: session.name, ...(await readLogPart(session.place.log, from)) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        throw new HttpError(404, 'MMA_HTTP_NO_LOG', 'This run has written no log.');
      }
    },
  );
  app.get<ById>('/api/runs/:id/checkpoints', ({ params }) => {
    const run = find(store, params.id);
    return checkpointsOf(run, store.runsIn(run.workDir));
  });
  app.get<ById>('/api/runs/:id/config', async ({ params }) => ({ text: await configText(find(store, params.id)) }));
  app.get<{ Querystring: { a: string; b: string } }>(
    '/api/config-diff',
    { schema: query({ a: { type: 'string' }, b: { type: 'string' } }, ['a', 'b']) },
    async ({ query: { a, b } }) => {
      const differences = await configDifferences(find(store, a), find(store, b));
      return differences.map(({ path, kind, before, after }) => ({
        path,
        kind,
        before: valueText(before),
        after: valueText(after),
      }));
    },
  );
  return app;
}

function find(store: RunStore, id: string): Run {
  const run = store.run(id);
  if (run !== undefined) return run;
  throw new HttpError(404, 'MMA_HTTP_NO_RUN', 'There is no such run, or it is gone.');
}

/** The charts' library as it was installed. */
async function addCharts(app: FastifyInstance): Promise<void> {
  const read = (file: string) => readFile(fileURLToPath(import.meta.resolve(`uplot/dist/${file}`)), 'utf8');
  const [script, style] = await Promise.all([read('uPlot.esm.js'), read('uPlot.min.css')]);
  app.get('/uplot.js', (_request, reply) => reply.type('text/javascript').send(script));
  app.get('/uplot.css', (_request, reply) => reply.type('text/css').send(style));
}
