import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type NdArray, type RunConfig, VISBACKENDS, VisBackend, type VisPlace, visBackendOptions } from '@mma/engine';
import { z } from 'zod';
import { encodePng } from '../png.js';
import { encodeEvent, encodeVersion, type SummaryValue } from './event.js';
import { histogramOf } from './histogram.js';
import { encodeRecord } from './record.js';

const options = z
  .strictObject(visBackendOptions)
  .describe("keeps scalars, pictures, histograms, texts and the config as TensorBoard's event files");

let files = 0;

/** Writes event files that TensorBoard opens: `tensorboard --logdir work_dirs`. */
@VISBACKENDS.register()
export class TensorboardVisBackend extends VisBackend {
  static readonly options = options;
  readonly #saveDir: string | null | undefined;
  #file: number | undefined;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.#saveDir = options.parse(given).saveDir;
  }

  override open({ dir }: VisPlace): void {
    const folder = this.#saveDir ?? dir;
    mkdirSync(folder, { recursive: true });
    const wallTime = Date.now() / 1000;
    // The number keeps apart what one process writes within a second.
    const name = [Math.trunc(wallTime), hostname(), process.pid, files++].join('.');
    this.#file = openSync(join(folder, `events.out.tfevents.${name}`), 'wx');
    this.#append(encodeVersion(wallTime));
  }

  override addScalars(scalars: Readonly<Record<string, number>>, step: number): void {
    this.#add(
      step,
      Object.entries(scalars).map(([tag, value]) => ({ kind: 'scalar', tag, value })),
    );
  }

  override addConfig({ text }: RunConfig): void {
    // TensorBoard takes texts for Markdown.
    this.addText('config', `\`\`\`\n${text}\n\`\`\``, 0);
  }

  override addImage(name: string, image: NdArray, step: number): void {
    this.#add(step, [{ kind: 'image', tag: name, ...encodePng(image) }]);
  }

  override addHistogram(name: string, values: ArrayLike<number>, step: number): void {
    this.#add(step, [{ kind: 'histogram', tag: name, histogram: histogramOf(values) }]);
  }

  override addText(name: string, text: string, step: number): void {
    this.#add(step, [{ kind: 'text', tag: `${name}/text_summary`, text }]);
  }

  override close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #add(step: number, values: readonly SummaryValue[]): void {
    this.#append(encodeEvent({ wallTime: Date.now() / 1000, step, values }));
  }

  /** Written at once, whole: TensorBoard may be reading. */
  #append(event: Uint8Array): void {
    writeSync(this.#file!, encodeRecord(event));
  }
}
