import { fileURLToPath } from 'node:url';
import { importModules } from '@mma/config';
import { countFrames, FrameStream } from '@mma/video';
import { toPlainError } from '../../run/child-process.js';
import type { FedWindow, FeedReply, FeedSetup } from './feed-protocol.js';
import { Handover } from './handover.js';
import { type CollectedWindow, WindowCollector } from './window-collector.js';

// Videos and streams are opened here and nowhere else: a source that never answers ends with this process, at any time.

/** Windows of a file that are ready ahead of the model. */
const AHEAD = 2;

/** What the pictures of unfinished windows may take, in bytes. */
const MEMORY = 2 * 2 ** 30;

const send = (reply: FeedReply) => process.send?.(reply);
const fail = (error: unknown) => send({ type: 'error', error: toPlainError(error) });

/** Without the parent there is nobody to decode for. An orderly exit would wait for a thread that reads from a silent pipe. */
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl-C in a terminal reaches the whole group; the parent decides when this process ends.
process.on('SIGINT', () => {});

process.once('message', (setup: FeedSetup) => void feed(setup).catch(fail));

async function feed(setup: FeedSetup): Promise<void> {
  const { source, live, pipeline, plan } = setup;
  const modules = setup.modules.map((module) => (module.startsWith('file:') ? fileURLToPath(module) : module));
  await importModules(modules, setup.from ?? process.cwd());
  const numFrames = live === undefined ? await countFrames(source) : undefined;
  const stream = live === undefined ? await FrameStream.openFile(source) : await FrameStream.openLive(source, live);
  const collector = await WindowCollector.of(stream, { pipeline, plan, numFrames, memory: MEMORY });
  const next = live === undefined ? inAdvance(stream, collector) : newest(stream, collector);
  process.on('message', () => {
    next().then((fed) => send(fed === undefined ? { type: 'end' } : { type: 'window', fed }), fail);
  });
  send({ type: 'ready', info: { video: stream.info, ...collector.layout, numFrames } });
}

/** All windows of a file, a few prepared before they are asked for. */
function inAdvance(stream: FrameStream, collector: WindowCollector): () => Promise<FedWindow | undefined> {
  const ready = new Handover<FedWindow>(AHEAD, 'wait');
  const prepare = async (collected: CollectedWindow): Promise<void> => {
    const sample = await collector.sampleOf(collected);
    await ready.put({ window: collected.window, sample, completed: Date.now(), dropped: { windows: 0, frames: 0 } });
  };
  const work = async (): Promise<void> => {
    while (await stream.next()) for (const collected of await collector.take()) await prepare(collected);
    for (const collected of await collector.finish()) await prepare(collected);
  };
  work().then(
    () => ready.end(),
    (error) => ready.end({ error }),
  );
  return () => ready.take();
}

/** The newest window of a live source whenever one is asked for: frames are taken as they come, and only that one is prepared. */
function newest(stream: FrameStream, collector: WindowCollector): () => Promise<FedWindow | undefined> {
  const whole = new Handover<{ collected: CollectedWindow; completed: number }>(1, 'drop-oldest');
  const work = async (): Promise<void> => {
    while (await stream.next()) {
      for (const collected of await collector.take()) await whole.put({ collected, completed: Date.now() });
    }
  };
  work().then(
    () => whole.end(),
    (error) => whole.end({ error }),
  );
  return async () => {
    const found = await whole.take();
    if (found === undefined) return undefined;
    const { collected, completed } = found;
    const dropped = { windows: whole.dropped, frames: stream.dropped };
    return { window: collected.window, sample: await collector.sampleOf(collected), completed, dropped };
  };
}
