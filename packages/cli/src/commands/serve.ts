import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { readLabels } from '../inference/labels.js';
import { Recognizer } from '../inference/recognizer.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { openInput } from '../run/fetch.js';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import { Analyser } from '../serve/analyser.js';
import { createServer } from '../serve/server.js';
import type { ServeOptions } from '../specs/serve.js';
import { listenUntilStopped } from '../web/listen.js';

/** Width × height of the largest pictures: 4096 × 2304. */
const MAX_PIXELS = 4096 * 2304;

/** `mma serve CONFIG CHECKPOINT` */
@injectable()
export class ServeCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name, weights]: readonly [string, string], options: ServeOptions): Promise<undefined> {
    const { labelFile, host, port } = options;
    const labels = labelFile === undefined ? undefined : { file: labelFile, names: await readLabels(labelFile) };
    const config = await readConfig(name, options.cfgOptions);
    const checkpoint = await openInput(weights, this.terminal);
    const log = (line: string) => this.terminal.error(line);
    const modules = COMPONENT_PACKAGES;
    const recognizer = await Recognizer.open({ config, checkpoint, device: options.device, modules, onMessage: log });
    log('preparing the model');
    const analyser = await Analyser.open({
      recognizer,
      config,
      modules,
      labels,
      pipeline: options.pipeline,
      windows: { length: options.window, stride: options.stride },
      limits: { duration: options.maxDuration, pixels: MAX_PIXELS },
      timeLimit: options.timeout * 1000,
    });
    try {
      const app = await createServer({
        analyser,
        about: { config: name, device: recognizer.device.why },
        host,
        capacity: options.queue,
        maxUpload: options.maxUpload * 2 ** 20,
        timeLimit: options.timeout * 1000,
        log,
      });
      await listenUntilStopped(app, {
        host,
        port,
        onReady: (address) => {
          this.terminal.print(`serving ${name} on ${address}`);
          log('Ctrl-C ends it');
        },
        onStop: () => log('answering what has begun; Ctrl-C again leaves at once'),
      });
    } finally {
      await analyser.close();
    }
    return undefined;
  }
}
