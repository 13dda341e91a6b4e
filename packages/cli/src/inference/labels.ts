import { readFile } from 'node:fs/promises';
import { CliError } from '../errors.js';

/**
 * Class names by index, one a line; a line may begin with its index (`3 clapping`), as some label maps do.
 *
 * @param classes the model's number of classes; `requireClasses` can check it later where it is not known yet
 * @throws CliError `MMA_CLI_INPUT` when the file is not there or its number of names is another
 */
export async function readLabels(file: string, classes?: number): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError('MMA_CLI_INPUT', `The label file ${file} cannot be read: ${error.message}`, {
      hint: 'It has one class name a line.',
    });
  });
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  if (classes !== undefined) requireClasses(file, lines.length, classes);
  const isNumbered = lines.every((line, index) => line.startsWith(`${index} `) || line.startsWith(`${index}\t`));
  return isNumbered ? lines.map((line) => line.replace(/^\d+\s+/, '')) : lines;
}

/** @throws CliError `MMA_CLI_INPUT` when a label file has not one name for each class of the model */
export function requireClasses(file: string, names: number, classes: number): void {
  if (names === classes) return;
  throw new CliError('MMA_CLI_INPUT', `The label file ${file} names ${names} classes, the model has ${classes}.`, {
    hint: 'Give the label file of the dataset that the checkpoint was trained on.',
  });
}
