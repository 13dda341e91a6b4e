import { type CheckReport, checkClips } from '@mma/action-datasets';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../../command.js';
import { readTarget } from '../../data/targets.js';
import { createProgress } from '../../output/progress.js';
import { TERMINAL, type Terminal } from '../../output/terminal.js';
import { writeFileSafely } from '../../output/write-file.js';
import type { DataCheckOptions } from '../../specs/data/check.js';

/** Files of one kind that are shown; the report holds all. */
const MAX_SHOWN = 5;

/** `mma data check TARGET` */
@injectable()
export class DataCheckCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], options: DataCheckOptions): Promise<number> {
    const { clips } = await readTarget(name!, options);
    const progress = createProgress('checking', this.terminal);
    const report = await checkClips(clips, {
      quick: options.quick ?? false,
      workers: options.workers,
      onProgress: progress.update,
    }).finally(progress.stop);
    if (options.report !== undefined) await writeFileSafely(options.report, `${JSON.stringify(report, null, 2)}\n`);
    if (options.quarantine !== undefined) await writeFileSafely(options.quarantine, quarantineText(report));
    if (options.json) this.terminal.print(JSON.stringify(report));
    else this.terminal.print(describe(report));
    return report.broken.length === 0 ? 0 : 1;
  }
}

function quarantineText({ broken }: CheckReport): string {
  return broken.map(({ path, code, message }) => `${path}\t${code}\t${message.replaceAll('\n', ' ')}\n`).join('');
}

function describe({ checked, broken, shared, repeated }: CheckReport): string {
  const lines = [`${checked} files: ${checked - broken.length} whole, ${broken.length} broken.`];
  for (const [code, files] of Map.groupBy(broken, (file) => file.code)) {
    lines.push('', `${code}: ${files.length}`);
    lines.push(...shown(files.map(({ path, splits, message }) => `  ${path} (${splits.join(', ')})\n    ${message}`)));
  }
  if (shared.length > 0) {
    lines.push('', `${shared.length} files are in more than one split, so that figures measured on them mean little:`);
    lines.push(...shown(shared.map(({ path, splits }) => `  ${path} (${splits.join(', ')})`)));
  }
  if (repeated.length > 0) {
    lines.push('', `${repeated.length} files are listed more than once in a split:`);
    lines.push(...shown(repeated.map(({ path, split, times }) => `  ${path} (${split}, ${times} times)`)));
  }
  return lines.join('\n');
}

function shown(lines: readonly string[]): string[] {
  const rest = lines.length - MAX_SHOWN;
  return rest > 0 ? [...lines.slice(0, MAX_SHOWN), `  … ${rest} more (--report has all)`] : [...lines];
}
