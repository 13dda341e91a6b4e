import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Logger } from './logger.js';

describe('a log', () => {
  it('takes what is of its level or above, in the file and in every sink', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'mma-log-')), 'run.log');
    const seen: string[] = [];
    const logger = new Logger({ level: 'WARNING', file, sinks: [({ message }) => seen.push(message)] });
    logger.info('quiet');
    logger.warning('loud');
    logger.close('the end');
    expect(seen).toEqual(['loud']);
    expect(readFileSync(file, 'utf8')).toMatch(/^\S+ \S+ - mma - WARNING - loud\n\S+ \S+ - mma - ERROR - the end\n$/);
  });

  it.runIf(process.platform === 'linux')('that cannot be written any more says so and lets the run go on', () => {
    const seen: string[] = [];
    const logger = new Logger({ file: '/dev/full', sinks: [({ message }) => seen.push(message)] });
    logger.info('first');
    logger.info('second');
    logger.close('the end');
    expect(seen).toEqual(['The log ends here: cannot write /dev/full: the disk is full', 'first', 'second']);
  });
});
