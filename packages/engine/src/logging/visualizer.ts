import { z } from 'zod';
import { isUserError } from '../errors.js';
import type { Awaitable } from '../hooks/hook.js';
import { component } from '../registry/component.js';
import { VISBACKENDS, VISUALIZERS } from '../registry/roots.js';
import type { NdArray } from '../structures/nd-array.js';
import type { RunConfig, VisBackend, VisPlace } from './vis-backend.js';

export const visualizerOptions = z.strictObject({
  visBackends: z.array(component(VISBACKENDS)).nullish().describe('where scalars, pictures and the config are kept'),
  name: z.string().nullish().describe('accepted without effect: a run has one visualizer'),
});

/** Hands what is to be looked at later to every backend of a run. */
// MMAction2's configs call theirs `ActionVisualizer`; a package that draws may register it in place of this one.
@VISUALIZERS.register({ aliases: ['ActionVisualizer'] })
export class Visualizer {
  static readonly options = visualizerOptions.describe('hands scalars, pictures and the config to all backends');
  readonly #backends: readonly VisBackend[];
  #working: VisBackend[] = [];
  #warn: (message: string) => void = () => {};

  constructor({ visBackends }: z.input<typeof visualizerOptions> = {}) {
    this.#backends = (visBackends ?? []) as VisBackend[];
  }

  /** Opens every backend. What one throws here is thrown: it is known before any work is done. */
  async open(place: VisPlace): Promise<void> {
    this.#warn = place.warn;
    this.#working = [];
    for (const backend of this.#backends) {
      await backend.open(place);
      this.#working.push(backend);
    }
  }

  addConfig(config: RunConfig): Promise<void> {
    return this.#each((backend) => backend.addConfig?.(config));
  }

  addScalars(scalars: Readonly<Record<string, number>>, step: number): Promise<void> {
    return this.#each((backend) => backend.addScalars(scalars, step));
  }

  /** @param image uint8 RGB, [H, W, 3] */
  addImage(name: string, image: NdArray, step: number): Promise<void> {
    return this.#each((backend) => backend.addImage?.(name, image, step));
  }

  addHistogram(name: string, values: ArrayLike<number>, step: number): Promise<void> {
    return this.#each((backend) => backend.addHistogram?.(name, values, step));
  }

  addText(name: string, text: string, step: number): Promise<void> {
    return this.#each((backend) => backend.addText?.(name, text, step));
  }

  async close(): Promise<void> {
    await this.#each((backend) => backend.close());
    this.#working = [];
  }

  /** The run goes before the record of it: a backend that fails is left out from then on. */
  async #each(act: (backend: VisBackend) => Awaitable): Promise<void> {
    for (const backend of [...this.#working]) {
      try {
        await act(backend);
      } catch (error) {
        this.#working = this.#working.filter((other) => other !== backend);
        const reason = error instanceof Error ? error.message : String(error);
        const hint = isUserError(error) && error.hint !== undefined ? ` (${error.hint})` : '';
        this.#warn(`${backend.constructor.name} failed and keeps nothing more of this run: ${reason}${hint}`);
      }
    }
  }
}
