import { join } from 'node:path';
import { writeAtomically } from '../checkpoint/write-atomically.js';
import type { BrokenSample } from '../data/broken/broken-samples.js';
import { isMain } from '../distributed/dist.js';
import type { RunMode } from '../events/run-event.js';
import type { RunLoader } from './runner-parts.js';
import type { Session } from './session.js';

/** Lines about single samples; further ones are only counted. */
const MOST_LINES = 20;

/**
 * Logs what a loader tells of samples that cannot be made, and lists them in `broken_samples.json` beside the log.
 *
 * @returns ends it, and writes the list
 */
export function watchData(loader: RunLoader, mode: RunMode, { logger, run, dist }: Session): () => Promise<void> {
  let lines = 0;
  const unwatch = loader.watch?.({
    broken({ sample, cause, code }) {
      lines++;
      if (lines <= MOST_LINES) logger.warning(`Broken ${mode} data: ${sample}: ${cause} (${code})`);
      if (lines === MOST_LINES) logger.warning(`Further broken ${mode} samples are counted, and listed at the end.`);
    },
    passWithBroken: ({ epoch, broken, samples }) =>
      logger.warning(
        `Broken ${mode} data: ${broken} of the ${samples} samples of epoch ${epoch + 1} could not be made.`,
      ),
  });
  return async () => {
    unwatch?.();
    const broken = loader.brokenSamples ?? [];
    if (broken.length === 0) return;
    const ofMode = mode === 'train' ? '' : `_${mode}`;
    const ofProcess = isMain(dist) ? '' : `_rank${dist.rank}`;
    const file = join(run.logDir, `broken_samples${ofMode}${ofProcess}.json`);
    await writeAtomically(file, `${JSON.stringify(broken.map(row), null, 2)}\n`);
    logger.warning(`${broken.length} broken ${mode} samples are listed in ${file}`);
  };
}

function row({ index, file, labels, code, cause, hint, times }: BrokenSample): Record<string, unknown> {
  return {
    index,
    ...(file === undefined ? {} : { file }),
    labels,
    code,
    cause,
    ...(hint === undefined ? {} : { hint }),
    times,
  };
}
