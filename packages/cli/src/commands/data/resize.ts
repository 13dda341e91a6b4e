import { resolve } from 'node:path';
import { findVideos, onThreads, withoutExtension } from '@mma/action-datasets';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../../command.js';
import { reportFailures } from '../../data/report-failures.js';
import { sizeFrom } from '../../data/size.js';
import { checkUniqueOutputs } from '../../data/unique-outputs.js';
import { UsageError } from '../../errors.js';
import { createProgress } from '../../output/progress.js';
import { TERMINAL, type Terminal } from '../../output/terminal.js';
import { sizeText } from '../../output/tree.js';
import type { DataResizeOptions } from '../../specs/data/resize.js';

/** What data sets of videos are usually made ready at. */
const USUAL_SIZE = { shortSide: 256 };

/** `mma data resize VIDEOS OUT` */
@injectable()
export class DataResizeCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([folder, out]: readonly string[], options: DataResizeOptions): Promise<number> {
    if (resolve(folder!) === resolve(out!))
      throw new UsageError(`${out} is read and cannot be written.`, 'Choose another folder.');
    const { gop, crf, workers } = options;
    const size = sizeFrom(options, USUAL_SIZE);
    const jobs = (await findVideos(folder!)).map((file) => ({
      path: resolve(folder!, file),
      out: resolve(out!, `${withoutExtension(file)}.mp4`),
      size,
      gop,
      crf,
    }));
    checkUniqueOutputs(jobs);
    const progress = createProgress('encoding', this.terminal);
    const results = await onThreads('resizeVideo', jobs, { workers, onProgress: progress.update }).finally(
      progress.stop,
    );
    const done = results.filter(({ problem, reused }) => !problem && !reused);
    const [before, after] = (['before', 'after'] as const).map((when) =>
      sizeText(done.reduce((sum, { bytes }) => sum + bytes[when], 0)),
    );
    const kept = results.filter(({ reused }) => reused).length;
    this.terminal.print(
      `${done.length} videos in ${out}, ${before} before and ${after} now${kept > 0 ? `; ${kept} were there already` : ''}.`,
    );
    return reportFailures(results, this.terminal);
  }
}
