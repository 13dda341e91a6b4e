import { expect, test } from 'vitest';
import { readStateDict } from './state-dict.js';
import { type ExpectedTensor, fixture, fixtureJson } from './testing/fixture.js';

test.each(['state_dict.pth', 'state_dict_legacy.pth'])('%s has the values PyTorch printed', async (file) => {
  const expected = await fixtureJson<Record<string, ExpectedTensor>>('state_dict.expected.json');
  const plain = await readStateDict(fixture(file));
  const wide = await readStateDict(fixture(file), { widen: true });
  expect([...plain.keys()]).toEqual(Object.keys(expected));
  for (const [name, { dtype, shape, values }] of Object.entries(expected)) {
    expect(plain.get(name)).toMatchObject({ dtype, shape });
    expect(Array.from(wide.get(name)!.data, Number), name).toEqual(values);
  }
});
