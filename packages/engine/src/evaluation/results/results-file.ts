import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { isTensorData, NumpyArray, readPickle, writePickle } from '@mma/checkpoint';
import { writeAtomically } from '../../checkpoint/write-atomically.js';
import { EngineError } from '../../errors.js';
import { makeFolder } from '../../files/make-folder.js';
import type { DataSample } from '../../structures/data-sample.js';
import { recordOf, sampleOf } from './record.js';

/** Endings of files of predictions: MMEngine's pickles, and JSON. */
export const RESULT_FILES = ['.pkl', '.pickle', '.json'] as const;

/** Writes predicted samples, one dict each, in the format that the file's ending names. */
export async function writeResults(file: string, samples: readonly DataSample[]): Promise<void> {
  const records = samples.map(recordOf);
  await makeFolder(dirname(file));
  if (extname(file) !== '.json') return writePickle(file, records);
  await writeAtomically(file, `[\n${records.map((record) => JSON.stringify(jsonOf(record))).join(',\n')}\n]\n`);
}

/**
 * Reads predicted samples that `writeResults` or MMEngine's `DumpResults` has written.
 *
 * @throws EngineError `MMA_EVAL_RESULTS` when there is no such file, or it is no list of predictions
 * @throws CheckpointError when a pickle is damaged, or tries to run something
 */
export async function readResults(file: string): Promise<DataSample[]> {
  if (!existsSync(file)) {
    throw new EngineError('MMA_EVAL_RESULTS', `there is no file ${file}`, {
      hint: `\`mma test CONFIG CHECKPOINT --dump ${file}\` writes predictions there`,
    });
  }
  const list = extname(file) === '.json' ? await readJson(file) : await readPickle(file);
  if (!Array.isArray(list)) throw noResults(file, 'it is no list');
  return list.map((entry: unknown, index) => {
    const record = entry instanceof Map ? entry : isRecord(entry) ? new Map(Object.entries(entry)) : undefined;
    if (record === undefined) throw noResults(file, `entry ${index} is no dict`);
    return sampleOf(record);
  });
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw noResults(file, (error as Error).message);
  }
}

/** As JSON has it: tensors are (nested) lists. */
function jsonOf(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, jsonOf(item)]));
  if (Array.isArray(value)) return value.map(jsonOf);
  if (isTensorData(value) || value instanceof NumpyArray) return Array.from(value.data ?? [], Number);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function noResults(file: string, why: string): EngineError {
  return new EngineError('MMA_EVAL_RESULTS', `${file} holds no predictions: ${why}`, {
    hint: 'give a file that `mma test --dump`, DumpResults or MMEngine has written (.pkl, .json)',
  });
}
