import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.js';

/**
 * Class names by index, one a line; a line may begin with its index (`3 clapping`), as some label maps do.
 *
 * @throws UsageError when the file is not there or its number of names is not the model's number of classes
 */
export async function readLabels(file: string, classes: number): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The label file ${file} cannot be read: ${error.message}`, 'It has one class name a line.');
  });
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  if (lines.length !== classes) {
    throw new UsageError(`The label file ${file} names ${lines.length} classes, the model has ${classes}.`);
  }
  const isNumbered = lines.every((line, index) => line.startsWith(`${index} `) || line.startsWith(`${index}\t`));
  return isNumbered ? lines.map((line) => line.replace(/^\d+\s+/, '')) : lines;
}
