import { workerData } from 'node:worker_threads';
import { type Place, webServer } from '../../web/listen.js';
import { createServer } from '../server.js';
import { Calls } from './calls.js';
import type { AnalyseCall, FrontData, LocalizeCall } from './front-options.js';

// The HTTP server lives here; the model lives in the thread that has started this one.

const { port, ...options } = workerData as FrontData;

const calls = new Calls(port, {
  listen: async (place) => (await server).listen(place as Place),
  close: async () => (await server).close(),
});

const server = createServer({
  ...options,
  work: {
    analyse: (file, topK, signal) => calls.call('analyse', { file, topK } satisfies AnalyseCall, signal),
    localize: (file, index, signal) => calls.call('localize', { file, index } satisfies LocalizeCall, signal),
  },
  log: (line) => void calls.call('log', line),
}).then(webServer);
