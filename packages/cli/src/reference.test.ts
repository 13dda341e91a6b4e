import { expect, test } from 'vitest';
import { commands } from './commands.js';
import { referenceText } from './reference.js';

test('the reference page is up to date (run vitest with -u to make it anew)', async () => {
  await expect(referenceText(commands)).toMatchFileSnapshot('../../../docs/reference/cli.md');
});

test('an option that is not built says what to do instead', () => {
  const text = referenceText(commands.filter(({ name }) => name === 'train'));
  expect(text).toContain(
    '| `--amp` | train in mixed precision. Not built yet: training runs in 32-bit floats so far |',
  );
  expect(text).toContain('mma train <config> [options]');
});
