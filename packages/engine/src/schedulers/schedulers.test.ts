import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import type { Horizon, ParamScheduler, ScheduledGroup } from './param-scheduler.js';
import './constant.js';
import './cosine-annealing.js';
import './linear.js';
import './multi-step.js';

interface Row {
  type: string;
  kwargs: object;
  key: 'lr' | 'momentum';
  base: { lr: number[]; momentum?: number };
  values: number[][];
}

interface Combination {
  type: 'combo';
  schedulers: { type: string }[];
  epoch_length: number;
  base: { lr: number[] };
  values: number[][];
}

/** Values after each step, from MMEngine. */
const golden = JSON.parse(readFileSync(new URL('../../fixtures/schedulers.json', import.meta.url), 'utf8')) as (
  | Row
  | Combination
)[];

function groupsOf(base: { lr: number[]; momentum?: number }): ScheduledGroup[] {
  return base.lr.map((lr) => ({ lr, ...(base.momentum === undefined ? {} : { momentum: base.momentum }) }));
}

function run(
  schedulers: ParamScheduler[],
  groups: ScheduledGroup[],
  steps: number,
): { lr: number; momentum?: number }[][] {
  const seen = [groups.map((group) => ({ ...group }))];
  while (seen.length < steps) {
    for (const scheduler of schedulers) scheduler.step();
    seen.push(groups.map((group) => ({ ...group })));
  }
  return seen;
}

const build = (type: string, kwargs: object): ParamScheduler => PARAM_SCHEDULERS.build({ type, ...kwargs });

describe('each scheduler gives MMEngine its values', () => {
  for (const row of golden.filter((each): each is Row => each.type !== 'combo')) {
    it(`${row.type} ${JSON.stringify(row.kwargs)}`, () => {
      const groups = groupsOf(row.base);
      const scheduler = build(row.type, row.kwargs);
      scheduler.attach(groups);
      const values = run([scheduler], groups, row.values.length).map((step) => step.map((group) => group[row.key]!));
      for (const [step, expected] of row.values.entries()) {
        for (const [index, value] of expected.entries()) expect(values[step]![index]).toBeCloseTo(value, 12);
      }
    });
  }

  it('a warm-up and a decay given in epochs, stepped by iteration', () => {
    const row = golden.find((each): each is Combination => each.type === 'combo')!;
    const groups = groupsOf(row.base);
    const horizon: Horizon = { epochLength: row.epoch_length, maxEpochs: 6, maxIters: 30 };
    const schedulers = row.schedulers.map(({ type, ...kwargs }) => build(type, kwargs));
    for (const scheduler of schedulers) scheduler.attach(groups, horizon);
    expect(schedulers.map((scheduler) => scheduler.byEpoch)).toEqual([false, false]);
    const values = run(schedulers, groups, row.values.length).map((step) => step[0]!.lr);
    for (const [step, expected] of row.values.flat().entries()) expect(values[step]).toBeCloseTo(expected, 12);
  });
});

describe('a scheduler', () => {
  it('continues from its state as if it had never stopped', () => {
    const config = { milestones: [2, 5], gamma: 0.5 };
    const whole = groupsOf({ lr: [0.1] });
    const first = build('MultiStepLR', config);
    first.attach(whole);
    for (let step = 0; step < 4; step += 1) first.step();

    const resumed: ScheduledGroup[] = [{ lr: 0.1 }];
    const second = build('MultiStepLR', config);
    second.attach(resumed);
    second.loadStateDict(first.stateDict());
    resumed[0] = Object.assign(resumed[0]!, { lr: whole[0]!.lr });
    for (let step = 0; step < 4; step += 1) {
      first.step();
      second.step();
      expect(resumed[0].lr).toBe(whole[0]!.lr);
    }
  });

  it('ends with the run when no end is given', () => {
    const groups = groupsOf({ lr: [1] });
    const scheduler = build('LinearLR', { start_factor: 0.5 });
    scheduler.attach(groups, { epochLength: 10, maxEpochs: 3, maxIters: 30 });
    expect(run([scheduler], groups, 5).map((step) => step[0]!.lr)).toEqual([0.5, 0.75, 1, 1, 1]);
  });

  it('refuses an end before its begin, and a hyper-parameter that the optimizer lacks', () => {
    expect(() => build('LinearLR', { begin: 5, end: 5 }).attach(groupsOf({ lr: [1] }))).toThrow(
      /must come after its begin/,
    );
    expect(() => build('ConstantMomentum', {}).attach(groupsOf({ lr: [1] }))).toThrow(/no "momentum" to schedule/);
  });
});
