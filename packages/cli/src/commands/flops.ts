import { tf } from '@mma/backend';
import type { Config } from '@mma/config';
import { inject, injectable } from '@mma/engine';
import { countComplexity, type ModuleComplexity } from '@mma/nn';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { buildModel } from '../run/build-model.js';
import { parseShape } from '../run/parse-shape.js';
import type { FlopsOptions } from '../specs/flops.js';

const COLUMN = 10;

/** `mma flops CONFIG` */
@injectable()
export class FlopsCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], { shape, depth = 3, json, cfgOptions }: FlopsOptions): Promise<undefined> {
    const [frames, height, width] = parseShape(shape);
    const { model, config } = await buildModel(name!, { cfgOptions, terminal: this.terminal });
    const input = inputShape(config, [frames, height, width]);
    const modules = countComplexity(model, () => model.predict({ inputs: tf.zeros(input) }));
    const { parameters, macs } = modules[0]!;
    if (json) this.terminal.print(JSON.stringify({ shape: input, parameters, macs, modules }, undefined, 2));
    else
      for (const line of this.table(modules, input, depth === 0 ? Number.POSITIVE_INFINITY : depth))
        this.terminal.print(line);
    return undefined;
  }

  private table(modules: readonly ModuleComplexity[], input: readonly number[], depth: number): string[] {
    const shown = modules.filter((module) => module.depth <= depth);
    const names = shown.map(
      ({ name, type, depth: level }) => `${'  '.repeat(level)}${name.split('.').at(-1) || 'all'} (${type})`,
    );
    const width = Math.max(...names.map((text) => text.length));
    const rows = shown.map(({ parameters, macs }, i) => [names[i]!.padEnd(width), short(parameters), short(macs)]);
    const { parameters, macs } = modules[0]!;
    return [['module'.padEnd(width), 'parameters', 'MACs'], ...rows]
      .map(([name, ...figures]) => [name, ...figures.map((text) => text.padStart(COLUMN))].join('  '))
      .concat(
        '',
        `input       [${input.join(', ')}], channels last`,
        `parameters  ${short(parameters)} (${parameters})`,
        `MACs        ${short(macs)} (${macs}): multiply-accumulate operations, what MMEngine and fvcore print as FLOPs`,
      );
  }
}

/** One video as the model takes it: pictures on their own, or as a clip. */
function inputShape(config: Config, [frames, height, width]: readonly [number, number, number]): number[] {
  const format = config.get('model.data_preprocessor.format_shape');
  return format === 'NCTHW' ? [1, 1, frames, height, width, 3] : [1, frames, height, width, 3];
}

function short(value: number): string {
  const units = ['', 'K', 'M', 'G', 'T'];
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return power === 0 ? String(value) : `${(value / 1000 ** power).toFixed(3)} ${units[power]}`;
}
