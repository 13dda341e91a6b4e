import { UsageError } from '../errors.js';
import type { InferOptions } from '../specs/infer.js';

/** What `mma infer` looks at. */
type Kind = 'clips' | 'long' | 'live';

const WORDS: Readonly<Record<Kind, string>> = { clips: 'whole videos', long: '--long', live: 'cameras and streams' };

/** Options that mean something for some kinds only. */
const KINDS: Readonly<Partial<Record<keyof InferOptions, readonly Kind[]>>> = {
  long: ['clips', 'long'],
  window: ['long', 'live'],
  inputStep: ['long', 'live'],
  stride: ['long', 'live'],
  threshold: ['long', 'live'],
  srtOutDir: ['long'],
  timelineOutDir: ['long'],
  stream: ['live'],
  timeout: ['live'],
  reconnect: ['live'],
  printResult: ['clips'],
  vidOutDir: ['clips', 'long'],
};

/** @throws UsageError for an option that would have no effect */
export function refuseWithout(kind: Kind, options: InferOptions): void {
  for (const [name, kinds] of Object.entries(KINDS)) {
    if (options[name as keyof InferOptions] === undefined || kinds.includes(kind)) continue;
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(
      `${flag} means nothing for ${WORDS[kind]}.`,
      `It is for ${kinds.map((each) => WORDS[each]).join(' and for ')}.`,
    );
  }
  if (kind === 'live' && options.batchSize !== 1) {
    throw new UsageError('--batch-size means nothing for cameras and streams.', 'The newest window goes alone.');
  }
  if (options.window !== undefined && options.inputStep !== undefined) {
    throw new UsageError(
      '--window and --input-step exclude each other.',
      'In a window, the pipeline chooses the frames.',
    );
  }
}
