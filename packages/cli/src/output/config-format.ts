import { extname } from 'node:path';
import type { DumpFormat } from '@mma/config';

const FORMATS: Readonly<Record<string, DumpFormat>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.js': 'ts',
  '.mjs': 'ts',
  '.py': 'py',
  '.json': 'json',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/** The format that a file's extension stands for; none for one that configs are not written as. */
export function formatOf(file: string): DumpFormat | undefined {
  return FORMATS[extname(file).toLowerCase()];
}
