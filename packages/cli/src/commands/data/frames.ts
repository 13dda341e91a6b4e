import { join } from 'node:path';
import { findVideos, onThreads, withoutExtension } from '@mma/action-datasets';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../../command.js';
import { reportFailures } from '../../data/report-failures.js';
import { sizeFrom } from '../../data/size.js';
import { checkUniqueOutputs } from '../../data/unique-outputs.js';
import { createProgress } from '../../output/progress.js';
import { TERMINAL, type Terminal } from '../../output/terminal.js';
import type { DataFramesOptions } from '../../specs/data/frames.js';

/** `mma data frames VIDEOS OUT` */
@injectable()
export class DataFramesCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([folder, out]: readonly string[], options: DataFramesOptions): Promise<number> {
    const size = sizeFrom(options);
    const jobs = (await findVideos(folder!)).map((file) => ({
      path: join(folder!, file),
      out: join(out!, withoutExtension(file)),
      size,
      quality: options.quality,
    }));
    checkUniqueOutputs(jobs);
    const progress = createProgress('extracting', this.terminal);
    const results = await onThreads('extractFrames', jobs, {
      workers: options.workers,
      onProgress: progress.update,
    }).finally(progress.stop);
    const done = results.filter(({ problem, reused }) => !problem && !reused);
    const frames = done.reduce((sum, result) => sum + result.frames, 0);
    const kept = results.filter(({ reused }) => reused).length;
    this.terminal.print(
      `${frames} frames of ${done.length} videos in ${out}${kept > 0 ? `; ${kept} were there already` : ''}.`,
    );
    return reportFailures(results, this.terminal);
  }
}
