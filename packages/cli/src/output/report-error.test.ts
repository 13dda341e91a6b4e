import { describe, expect, test } from 'vitest';
import { UsageError } from '../errors.js';
import { reportError } from './report-error.js';
import type { Terminal } from './terminal.js';

function report(error: unknown, verbose = false): { code: number; text: string } {
  const lines: string[] = [];
  const terminal: Terminal = {
    print: () => {},
    error: (text) => void lines.push(text),
    style: (_style, text) => text,
    isInteractive: false,
  };
  const code = reportError(error, terminal, { verbose });
  return { code, text: lines.join('\n') };
}

describe('reporting errors', () => {
  test('one that a user can mend shows message and hint', () => {
    const error = Object.assign(new Error('the file is not there'), { code: 'MMA_X', hint: 'look again' });
    expect(report(error)).toEqual({ code: 1, text: 'error: the file is not there\nhint:  look again' });
  });

  test('one without a hint shows its message alone, with --verbose its stack too', () => {
    const error = Object.assign(new Error('no'), { code: 'MMA_X' });
    expect(report(error).text).toBe('error: no');
    expect(report(error, true).text).toContain('report-error.test');
  });

  test('a wrong command line ends with 2, an interrupted run with 130', () => {
    expect(report(new UsageError('no')).code).toBe(2);
    expect(report(Object.assign(new Error('stopped'), { code: 'MMA_RUN_INTERRUPTED' })).code).toBe(130);
  });

  test('a defect of ours says so', () => {
    const { code, text } = report(new TypeError('x is undefined'));
    expect(code).toBe(1);
    expect(text).toContain('unexpected error: TypeError: x is undefined');
    expect(text).toContain('--verbose');
    expect(text).not.toContain('    at ');
    expect(report(new TypeError('x is undefined'), true).text).toContain('    at ');
  });

  test('what is thrown and is no error is shown as it is', () => {
    expect(report('oops').text).toContain('unexpected error: oops');
  });
});
