import { fileURLToPath } from 'node:url';
import { importModules } from '@mma/config';
import { toPlainError } from '../../run/child-process.js';
import { ClipPipeline } from './clip-pipeline.js';
import type { DecodeReply, DecodeRequest, Setup } from './protocol.js';

// Uploads are opened here and nowhere else: what damaged or hostile data does to the decoder, it does to this process.

const send = (reply: DecodeReply) => process.send?.(reply);

/** Without the parent there is nobody to decode for. */
process.on('disconnect', () => process.exit());
// Ctrl-C in a terminal reaches the whole group; the parent decides when this process ends.
process.on('SIGINT', () => {});

process.once('message', (setup: Setup) => {
  open(setup).then((pipeline) => {
    process.on('message', ({ file, want }: DecodeRequest) => {
      if (want === 'video') pipeline.decode(file).then((decoded) => send({ type: want, decoded }), fail);
      else pipeline.decodeWindows(file).then((decoded) => send({ type: want, decoded }), fail);
    });
    send({ type: 'ready' });
  }, fail);
});

async function open(setup: Setup): Promise<ClipPipeline> {
  const modules = setup.modules.map((module) => (module.startsWith('file:') ? fileURLToPath(module) : module));
  await importModules(modules, setup.from ?? process.cwd());
  return ClipPipeline.of(setup);
}

function fail(error: unknown): void {
  send({ type: 'error', error: toPlainError(error) });
}
