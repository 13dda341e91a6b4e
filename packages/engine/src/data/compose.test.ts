import { expect, it } from 'vitest';
import { Random } from '../random/random.js';
import { BaseTransform, type Results } from './base-transform.js';
import { Compose } from './compose.js';
import { timeSample } from './costs/thread-costs.js';

class Append extends BaseTransform {
  constructor(readonly letter: string | null) {
    super();
  }

  override async transform(results: Results): Promise<Results | null> {
    return this.letter === null ? null : { text: `${results['text']}${this.letter}` };
  }
}

it('runs transforms one after the other', async () => {
  const pipeline = new Compose([new Append('b'), new Append('c')]);
  expect(await pipeline.transform({ text: 'a' }, Random.of(0))).toEqual({ text: 'abc' });
});

it('counts what each transform takes', async () => {
  const pipeline = new Compose([new Append('b'), new Append('c')]);
  const { cost } = await timeSample(() => pipeline.transform({ text: 'a' }, Random.of(0)));
  expect(Object.keys(cost.stages)).toEqual(['Append']);
  expect(cost.stages['Append']!.wall).toBeGreaterThan(0);
  expect(cost.wall).toBeGreaterThanOrEqual(cost.stages['Append']!.wall);
});

it('gives a sample up as soon as one transform does', async () => {
  const pipeline = new Compose([new Append(null), new Append('c')]);
  expect(await pipeline.transform({ text: 'a' }, Random.of(0))).toBe(null);
});
