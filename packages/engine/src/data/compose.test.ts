import { expect, it } from 'vitest';
import { Random } from '../random/random.js';
import { BaseTransform, type Results } from './base-transform.js';
import { Compose } from './compose.js';
import { timeSample } from './costs/thread-costs.js';
import { type TransformStep, tapTransforms } from './tap-transforms.js';

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

it('runs a part of a pipeline under the places that transforms have in all of it', async () => {
  const seen: string[] = [];
  const part = new Compose(['b', 'c', 'd', 'e'].map((letter) => new Append(letter))).part(1, 3);
  const note = ({ at, results }: TransformStep) => seen.push(`${at} ${results?.['text']}`);
  expect(await tapTransforms(note, () => part.transform({ text: 'a' }, Random.of(0)))).toEqual({ text: 'acd' });
  expect(seen).toEqual(['1 ac', '2 acd']);
  expect(await part.part(1).transform({ text: 'a' }, Random.of(0))).toEqual({ text: 'ad' });
});

it('shows a tap what each transform left, and nothing of pipelines inside of transforms', async () => {
  const seen: string[] = [];
  const note = ({ name, at, results }: TransformStep) => seen.push(`${at} ${name} ${results?.['text'] ?? 'refused'}`);
  const pipeline = new Compose([new Append('b'), new Compose([new Append('c')]), new Append(null), new Append('d')]);
  await tapTransforms(note, () => pipeline.transform({ text: 'a' }, Random.of(0)));
  expect(seen).toEqual(['0 Append ab', '1 Compose abc', '2 Append refused']);
  await pipeline.transform({ text: 'a' }, Random.of(0));
  expect(seen).toHaveLength(3);
});
