import { type OutlineEntry, outlineOf, readCheckpoint } from '@mma/checkpoint';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { sizeText, treeLines } from '../output/tree.js';
import { openInput } from '../run/fetch.js';
import type { CheckpointInspectOptions } from '../specs/checkpoint-inspect.js';

/** `mma checkpoint inspect FILE` */
@injectable()
export class CheckpointInspectCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], { json }: CheckpointInspectOptions): Promise<undefined> {
    await using checkpoint = await readCheckpoint(await openInput(name!, this.terminal));
    const { file, format, bytes } = checkpoint;
    const outline = outlineOf(checkpoint.content);
    const tensors = tensorsIn(outline);
    if (json) {
      this.terminal.print(
        JSON.stringify({ file, format, bytes, tensors: tensors.length, content: outline }, undefined, 2),
      );
      return undefined;
    }
    const kinds = [...new Set(tensors.map(({ dtype }) => dtype))].join(', ');
    const held = tensors.reduce((sum, tensor) => sum + (tensor.bytes ?? 0), 0);
    this.terminal.print(`${file}: ${format}, ${sizeText(bytes)}`);
    this.terminal.print(
      `${tensors.length} tensor${tensors.length === 1 ? '' : 's'}, ${sizeText(held)}${kinds === '' ? '' : ` (${kinds})`}\n`,
    );
    this.terminal.print(treeLines(outline.entries ?? [outline]).join('\n'));
    return undefined;
  }
}

function tensorsIn(entry: OutlineEntry): OutlineEntry[] {
  return entry.type === 'tensor' ? [entry] : (entry.entries ?? []).flatMap(tensorsIn);
}
