import { EngineError } from '../../errors.js';
import type { SampleError } from '../sample-error.js';

/** A sample that could not be made, and how often. */
export interface BrokenSample {
  readonly index: number;
  /** How messages call it: `sample 5 (clip.mp4)`. */
  readonly sample: string;
  readonly file: string | undefined;
  readonly labels: readonly number[];
  readonly code: string;
  /** Why, in the words of what went wrong last. */
  readonly cause: string;
  readonly hint: string | undefined;
  readonly times: number;
}

/** One pass in which samples were broken. */
export interface BrokenPass {
  readonly epoch: number;
  /** How many samples the pass has, and how many of them could not be made so far. */
  readonly samples: number;
  readonly broken: number;
}

export interface BrokenSamplesOptions {
  maxShare: number;
  describe: (index: number) => string;
  fileOf: (index: number) => string | undefined;
  labelsOf: (index: number) => readonly number[];
}

/** The samples of a loader that could not be made, over all its passes. */
export class BrokenSamples {
  readonly #options: BrokenSamplesOptions;
  readonly #found = new Map<number, BrokenSample>();
  #pass = { epoch: 0, planned: 0, broken: 0 };

  constructor(options: BrokenSamplesOptions) {
    this.#options = options;
  }

  /** @param planned samples that the pass has in all */
  beginPass(epoch: number, planned: number): void {
    this.#pass = { epoch, planned, broken: 0 };
  }

  get pass(): BrokenPass {
    const { epoch, planned, broken } = this.#pass;
    return { epoch, samples: planned, broken };
  }

  /** Counts a failure. @returns what is now known of the sample */
  add({ index, code, message, hint }: SampleError): BrokenSample {
    const { describe, fileOf, labelsOf } = this.#options;
    const sample = describe(index);
    const cause = message.startsWith(`${sample}: `) ? message.slice(sample.length + 2) : message;
    const times = (this.#found.get(index)?.times ?? 0) + 1;
    const broken = { index, sample, file: fileOf(index), labels: labelsOf(index), code, cause, hint, times };
    this.#found.set(index, broken);
    return broken;
  }

  /**
   * Counts a place of the pass whose sample could not be made.
   * @throws EngineError `MMA_DATA_TOO_MANY_BROKEN` when more of the pass is broken than is allowed
   */
  addPlace(): void {
    this.#pass.broken++;
    const { epoch, planned, broken } = this.#pass;
    const { maxShare } = this.#options;
    if (broken <= maxShare * planned) return;
    throw new EngineError(
      'MMA_DATA_TOO_MANY_BROKEN',
      `${broken} of the ${planned} samples of epoch ${epoch + 1} could not be made, more than \`on_error.max_share\` ` +
        `(${maxShare}) allows:\n${this.#worstCauses()}`,
      {
        hint: 'mend the files or take them out of the annotation list; raise `max_share` only if so many may be missing',
      },
    );
  }

  /** Everything found, in the order of the dataset. */
  list(): BrokenSample[] {
    return [...this.#found.values()].sort((a, b) => a.index - b.index);
  }

  /** The commonest codes, each with an example. */
  #worstCauses(): string {
    const byCode = Map.groupBy(this.list(), ({ code }) => code);
    return [...byCode]
      .sort(([, a], [, b]) => b.length - a.length)
      .slice(0, 3)
      .map(([code, samples]) => `  ${code}, ${samples.length} ×, such as ${samples[0]!.sample}: ${samples[0]!.cause}`)
      .join('\n');
  }
}
