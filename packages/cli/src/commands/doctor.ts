import { type DoctorReport, doctor } from '@mma/backend';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import type { DoctorOptions } from '../specs/doctor.js';
import { version } from '../version.js';

/** `mma doctor`: what is here, what is missing, how to fix it. */
@injectable()
export class DoctorCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(_args: readonly string[], options: DoctorOptions): Promise<number> {
    const report = await doctor({ fix: options.fix ?? false, onMessage: (line) => this.terminal.error(line) });
    this.terminal.print(options.json ? JSON.stringify({ mma: version, ...report }, undefined, 2) : this.format(report));
    return report.ok ? 0 : 1;
  }

  private format({ versions, platform, cpu, device, paths, checks, ok }: DoctorReport): string {
    const rows: [string, string | undefined][] = [
      ['mma', version],
      ['node', versions.node],
      ['tfjs', versions.tfjs],
      ['libtensorflow', versions.tensorflow ?? 'missing'],
      ['platform', platform],
      ['cpu', `${cpu.model}, ${cpu.threads} threads, ${cpu.features.join(' ')}`],
      ['device', device && `${device.device} (${device.why}), ${device.threads} threads`],
      ['library', paths.libraryDir],
      ['addon', paths.addon],
      ['cache', paths.cache],
    ];
    const facts = rows.filter(([, value]) => value !== undefined).map(([name, value]) => `${name.padEnd(14)} ${value}`);
    const results = checks.map((check) =>
      check.ok
        ? `${this.terminal.style('green', '✓')} ${check.name}: ${check.detail}`
        : `${this.terminal.style('red', '✗')} ${check.name}: ${check.detail}\n  ${this.terminal.style('cyan', 'fix')} ${check.fix}`,
    );
    return [...facts, '', ...results, '', ok ? 'Everything is in place.' : 'Something is missing: see above.'].join(
      '\n',
    );
  }
}
