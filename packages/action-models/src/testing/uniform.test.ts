import { expect, test } from 'vitest';
import { uniform } from './uniform.js';

test('draws what the reference figures were drawn with', () => {
  expect([...uniform('ckpt/base', 3)]).toEqual([0.7285015482921153, 0.19042967888526618, 0.026662081014364958]);
});
