import { expect, test } from 'vitest';
import { selectStages } from './select-stages.js';
import type { Stage } from './stage.js';

function stage(name: string, more: Partial<Stage> = {}): Stage {
  const picture = { data: new Uint8Array(3), count: 1, width: 1, height: 1, note: undefined, lazy: undefined };
  return { name, ...picture, frameIndices: [0], repeat: undefined, isUnchanged: false, ...more };
}
const titles = (stages: Stage[], mode: 'original' | 'transformed' | 'concat' | 'pipeline') =>
  selectStages(stages, mode).map(({ title }) => title);

test('modes show what was decoded, what the model gets, or every transform under its place', () => {
  const stages = [stage('Decode'), stage('Resize'), stage('Crop')];
  expect(titles(stages, 'original')).toEqual(['original']);
  expect(titles(stages, 'concat')).toEqual(['original', 'transformed']);
  const [end] = selectStages([...stages, stage('Pack', { isUnchanged: true })], 'transformed');
  expect(end!.stage).toMatchObject({ name: 'Pack', isUnchanged: false });
  expect(titles(stages, 'pipeline')).toEqual(['1  Decode', '2  Resize', '3  Crop']);
});

test('transforms that change nothing share a place', () => {
  const [flip, format, pack] = ['Flip', 'FormatShape', 'Pack'].map((name) => stage(name, { isUnchanged: true }));
  expect(titles([stage('Decode'), flip!, format!, pack!], 'pipeline')).toEqual([
    '1  Decode',
    '2–4  Flip → FormatShape → Pack',
  ]);
  expect(titles([stage('Decode'), flip!, stage('Crop'), pack!], 'pipeline')).toHaveLength(4);
  const noted = { ...format!, note: 'as 1 × 3 × 64 × 64' };
  expect(selectStages([stage('Decode'), noted, pack!], 'pipeline')[1]!.stage.note).toBe('as 1 × 3 × 64 × 64');
});

test('several samples of one video are each shown to their end', () => {
  const stages = [1, 2].flatMap((repeat) => [stage('Resize', { repeat }), stage('Crop', { repeat })]);
  const all = [stage('Decode'), ...stages];
  expect(titles(all, 'concat')).toEqual(['original', 'sample 1 · transformed', 'sample 2 · transformed']);
  expect(titles(all, 'pipeline')).toEqual([
    '1  Decode',
    ...['sample 1 · 2  Resize', 'sample 1 · 3  Crop'],
    ...['sample 2 · 2  Resize', 'sample 2 · 3  Crop'],
  ]);
});
