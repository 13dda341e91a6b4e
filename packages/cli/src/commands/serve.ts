import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { readLabels } from '../inference/labels.js';
import { Recognizer } from '../inference/recognizer.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { openInput } from '../run/fetch.js';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import { Analyser } from '../serve/analyser.js';
import { Front } from '../serve/front/front.js';
import { withUploadFolder } from '../serve/upload-folder.js';
import type { ServeOptions } from '../specs/serve.js';
import { runUntilStopped } from '../web/listen.js';

/** Width × height of the largest pictures: 4096 × 2304. */
const MAX_PIXELS = 4096 * 2304;

/** `mma serve CONFIG CHECKPOINT` */
@injectable()
export class ServeCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  run(files: readonly [string, string], options: ServeOptions): Promise<undefined> {
    return withUploadFolder(
      (folder) => this.serve(files, { ...options, folder }),
      (count) =>
        this.terminal.error(`removed what killed servers had left in ${count === 1 ? 'a folder' : `${count} folders`}`),
    );
  }

  private async serve(
    [name, weights]: readonly [string, string],
    options: ServeOptions & { folder: string },
  ): Promise<undefined> {
    const { labelFile, host, port, folder } = options;
    const timeLimit = options.timeout * 1000;
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
      timeLimit,
      folder,
    });
    try {
      const { classes, canLocalize: cam } = analyser;
      const about = { config: name, device: recognizer.device.why, classes, cam };
      const [capacity, maxUpload] = [options.queue, options.maxUpload * 2 ** 20];
      await runUntilStopped(new Front({ about, host, capacity, maxUpload, timeLimit, folder }, analyser, log), {
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
