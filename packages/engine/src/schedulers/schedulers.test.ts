import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PARAM_SCHEDULERS } from '../registry/roots.js';
import { toCamel } from '../registry/spelling.js';
import type { Horizon, ParamScheduler, ScheduledGroup } from './param-scheduler.js';
import '../index.js';

interface Row {
  type: string;
  kwargs: object;
  key: string;
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

interface Plateau {
  type: string;
  kwargs: object;
  base: { lr: number[] };
  metric: number[];
  values: (number | number[])[];
  state: Record<string, unknown>;
}

/** Three groups, the last of them the base settings; the state dict is the one in the middle. */
interface OwnRow {
  type: string;
  kwargs: object;
  key: string;
  values: number[][];
  state: Record<string, unknown>;
  epoch_length?: number;
}

/** Values after each step, from MMEngine; `fixtures/schedulers.py` prints them. */
const fixtures = JSON.parse(readFileSync(new URL('../../fixtures/schedulers.json', import.meta.url), 'utf8')) as {
  golden: (Row | Combination | Plateau)[];
  rows: OwnRow[];
  plateau: Plateau[];
};
const { golden } = fixtures;

const isRow = (row: Row | Combination | Plateau): row is Row => row.type !== 'combo' && !('metric' in row);
const isPlateau = (row: Row | Combination | Plateau): row is Plateau => 'metric' in row;

function groupsOf(base: { lr: number[]; momentum?: number }): ScheduledGroup[] {
  return base.lr.map((lr) => ({ lr, ...(base.momentum === undefined ? {} : { momentum: base.momentum }) }));
}

/** Two groups of an optimizer and its base settings. */
function threeGroups(): ScheduledGroup[] {
  return [0.1, 0.03, 0.05].map((lr, index) => ({
    lr,
    momentum: 0.9,
    weightDecay: 0.02,
    ...(index < 2 ? { params: [] } : {}),
  }));
}

function run(schedulers: ParamScheduler[], groups: ScheduledGroup[], steps: number): ScheduledGroup[][] {
  const seen = [groups.map((group) => ({ ...group }))];
  while (seen.length < steps) {
    for (const scheduler of schedulers) scheduler.step();
    seen.push(groups.map((group) => ({ ...group })));
  }
  return seen;
}

const build = (type: string, kwargs: object = {}): ParamScheduler => PARAM_SCHEDULERS.build({ type, ...kwargs });

/** Far closer than asked: both sides compute in double precision. */
function expectEqual(found: unknown, expected: number): void {
  expect(found).toBeTypeOf('number');
  expect(Math.abs((found as number) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

function expectState(found: Record<string, unknown>, expected: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(expected)) {
    const own = found[name] instanceof Map ? [...found[name]].sort() : found[name];
    if (typeof value === 'number') expectEqual(own, value);
    else if (Array.isArray(value) && typeof value[0] === 'number') {
      for (const [index, each] of value.entries()) expectEqual((own as number[])[index], each);
    } else expect(own, name).toEqual(value);
  }
}

describe('each scheduler gives MMEngine its values', () => {
  for (const row of golden.filter(isRow)) {
    it(`${row.type} ${JSON.stringify(row.kwargs)}`, () => {
      const groups = groupsOf(row.base);
      const scheduler = build(row.type, row.kwargs);
      scheduler.attach(groups);
      const values = run([scheduler], groups, row.values.length).map((step) => step.map((group) => group[row.key]!));
      for (const [step, expected] of row.values.entries()) {
        for (const [index, value] of expected.entries()) expectEqual(values[step]![index], value);
      }
    });
  }

  for (const { type, kwargs, key, values, state, epoch_length: epochLength } of fixtures.rows) {
    it(`${type} ${JSON.stringify(kwargs)}${epochLength === undefined ? '' : ', by iteration'}, and its state`, () => {
      const groups = threeGroups();
      const scheduler = build(type, epochLength === undefined ? kwargs : { ...kwargs, convert_to_iter_based: true });
      // Without a loop MMEngine knows no end: so long a run is none.
      scheduler.attach(groups, { epochLength: epochLength ?? 1, maxEpochs: 1e9 / (epochLength ?? 1), maxIters: 1e9 });
      for (const [step, expected] of values.entries()) {
        const field = toCamel(key);
        for (const [index, value] of expected.entries()) expectEqual(groups[index]![field], value);
        if (step === Math.floor(values.length / 2)) {
          const { end, ...rest } = state;
          expectState(scheduler.stateDict(), 'end' in kwargs ? { end, ...rest } : rest);
        }
        scheduler.step();
      }
    });
  }

  for (const row of [...golden.filter(isPlateau), ...fixtures.plateau]) {
    it(`ReduceOnPlateauLR ${JSON.stringify(row.kwargs)}`, () => {
      const groups = row.base === undefined ? threeGroups() : groupsOf(row.base);
      const { monitor = 'loss' } = row.kwargs as { monitor?: string };
      const scheduler = build('ReduceOnPlateauLR', row.kwargs);
      scheduler.attach(groups);
      for (const [epoch, metric] of row.metric.entries()) {
        scheduler.step();
        scheduler.afterValidation({ [monitor]: metric });
        for (const [index, value] of [row.values[epoch]!].flat().entries()) expectEqual(groups[index]!.lr, value);
      }
      if (row.state !== undefined) expectState(scheduler.stateDict(), row.state);
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
    for (const [step, expected] of row.values.flat().entries()) expectEqual(values[step], expected);
  });
});

describe('a scheduler continues from its state as if it had never stopped', () => {
  const converted = (row: OwnRow): object =>
    row.epoch_length === undefined ? row.kwargs : { ...row.kwargs, convert_to_iter_based: true };

  for (const row of fixtures.rows) {
    it(`${row.type} ${JSON.stringify(row.kwargs)}`, () => {
      const horizon = { epochLength: row.epoch_length ?? 1, maxEpochs: 40, maxIters: 40 };
      const whole = threeGroups();
      const first = build(row.type, converted(row));
      first.attach(whole, horizon);
      for (let step = 0; step < 3; step += 1) first.step();

      const resumed = threeGroups();
      const second = build(row.type, converted(row));
      second.attach(resumed, horizon);
      second.loadStateDict(first.stateDict());
      // Their own values come back with the optimizer.
      for (const [index, group] of resumed.entries()) Object.assign(group, whole[index]);
      for (let step = 0; step < 4; step += 1) {
        first.step();
        second.step();
        expect(resumed).toEqual(whole);
      }
    });
  }

  it('ReduceOnPlateauLR', () => {
    const kwargs = { monitor: 'acc', rule: 'greater', patience: 1, cooldown: 1 };
    const [first, second] = [build('ReduceOnPlateauLR', kwargs), build('ReduceOnPlateauLR', kwargs)];
    const [whole, resumed] = [groupsOf({ lr: [1] }), groupsOf({ lr: [1] })];
    first.attach(whole);
    for (const acc of [0.5, 0.4, 0.4]) first.afterValidation({ acc });
    second.attach(resumed);
    second.loadStateDict(first.stateDict());
    resumed[0]!.lr = whole[0]!.lr;
    for (const acc of [0.4, 0.4, 0.4, 0.4]) {
      first.afterValidation({ acc });
      second.afterValidation({ acc });
      expect(second.stateDict()).toEqual(first.stateDict());
    }
  });
});

describe('a scheduler', () => {
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

  it('moves the first of the betas where that is what an optimizer has for momentum', () => {
    const groups: ScheduledGroup[] = [{ lr: 1, betas: [0.8, 0.99] }];
    const scheduler = build('LinearMomentum', { start_factor: 0.5, end: 3 });
    scheduler.attach(groups);
    const seen = run([scheduler], groups, 4).map(([group]) => [group!.momentum, group!.betas?.[0]]);
    expect(seen).toEqual(
      [0.4, expect.closeTo(0.6, 12), expect.closeTo(0.8, 12), expect.closeTo(0.8, 12)].map((each) => [each, each]),
    );
    expect(groups[0]!.betas![1]).toBe(0.99);
  });

  it('says every new value when it is to be verbose', () => {
    const lines: string[] = [];
    const scheduler = build('StepLR', { step_size: 1, end: 2, verbose: true });
    scheduler.attach(groupsOf({ lr: [0.5, 1] }), undefined, (line) => lines.push(line));
    run([scheduler], [], 3);
    expect(lines).toEqual([
      'Adjusting parameter value of group 0 to 5.0000e-01.',
      'Adjusting parameter value of group 1 to 1.0000e+00.',
      'Adjusting parameter value of group 0 to 5.0000e-02.',
      'Adjusting parameter value of group 1 to 1.0000e-01.',
    ]);
  });

  it('refuses a metric that validation does not give, and lists of another length than groups', () => {
    const plateau = build('ReduceOnPlateauLR', { monitor: 'acc/top' });
    plateau.attach(groupsOf({ lr: [1] }));
    expect(() => plateau.afterValidation({ 'acc/top1': 1, 'acc/top5': 1 })).toThrow(
      expect.objectContaining({ code: 'MMA_SCHEDULER_METRIC', hint: "did you mean monitor: 'acc/top1'?" }),
    );
    const groups = groupsOf({ lr: [1, 2, 3] });
    expect(() => build('OneCycleLR', { eta_max: [1, 2] }).attach(groups)).toThrow(/eta_max has 2 values, .* 3 groups/);
    expect(() => build('ReduceOnPlateauLR', { min_value: [1] }).attach(groups)).toThrow(/min_value has 1 values/);
  });

  it('refuses options that contradict each other', () => {
    const refused: [string, object, RegExp][] = [
      ['CosineAnnealingLR', { eta_min: 0, eta_min_ratio: 0.1 }, /either eta_min or eta_min_ratio/],
      ['CosineRestartLR', { periods: [1, 2], eta_min: 0 }, /as many entries as periods/],
      ['CosineRestartLR', { periods: [1] }, /one of both/],
      ['ReduceOnPlateauLR', { by_epoch: false }, /only true/],
      ['OneCycleParamScheduler', { eta_max: 1, param_name: 'momentum' }, /for "lr" only/],
    ];
    for (const [type, kwargs, message] of refused) expect(() => build(type, kwargs)).toThrow(message);
    const byIter = build('StepLR', { step_size: 1, by_epoch: false, convert_to_iter_based: true });
    expect(() => byIter.attach(groupsOf({ lr: [1] }))).toThrow(
      expect.objectContaining({ code: 'MMA_SCHEDULER_CONVERT' }),
    );
  });
});
