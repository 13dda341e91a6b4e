import { Random } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { ACTIONS, type Action } from './actions.js';
import { placeJoints, type Skeleton } from './skeleton.js';
import { drawStyle } from './style.js';

const { body } = drawStyle(Random.of(0));
const phases = Array.from({ length: 24 }, (_, i) => i / 24);
const skeletons = (action: Action, yaw = 20) => phases.map((phase) => placeJoints(body, action.pose(phase, 1), yaw));
const named = (folder: string) => ACTIONS.find((action) => action.folder === folder)!;

describe.each(ACTIONS)('$label', (action) => {
  test('stands on its lower foot, or jumps a little', () => {
    for (const { legs } of skeletons(action)) {
      const lowest = Math.min(...legs.map(([, , foot]) => foot.y));
      expect(lowest).toBeGreaterThanOrEqual(-1e-9);
      expect(lowest).toBeLessThan(0.06);
    }
  });

  test('keeps the length of its limbs', () => {
    for (const { arms, legs } of skeletons(action)) {
      for (const [shoulder, elbow] of arms) expect(length(shoulder, elbow)).toBeCloseTo(body.upperArm, 9);
      for (const [, knee, foot] of legs) expect(length(knee, foot)).toBeCloseTo(body.shin, 9);
    }
  });

  test('flows: no joint jumps from one moment to the next, nor at the end of a repetition', () => {
    const moments = Array.from({ length: 240 }, (_, i) => placeJoints(body, action.pose(i / 240, 1), 20));
    moments.forEach((moment, i) => {
      const next = moments[(i + 1) % moments.length]!;
      joints(moment).forEach((joint, j) => {
        expect(length(joint, joints(next)[j]!)).toBeLessThan(0.06);
      });
    });
  });
});

test('what tells the actions apart: a raised hand, meeting hands, spread feet, low hips, a raised knee', () => {
  const share = (folder: string, holds: (skeleton: Skeleton) => boolean) =>
    skeletons(named(folder), 0).filter(holds).length / phases.length;
  const handUp = ({ arms, head }: Skeleton) => Math.max(...arms.map(([, , hand]) => hand.y)) > head.y;
  const handsMeet = ({ arms }: Skeleton) => length(arms[0][2], arms[1][2]) < 0.08;
  const feetApart = ({ legs }: Skeleton) => length(legs[0][2], legs[1][2]) > 0.3;
  const hipsLow = ({ hips }: Skeleton) => hips[0].y < 0.4;
  const kneeUp = ({ legs, hips }: Skeleton) => Math.max(...legs.map(([, knee]) => knee.y)) > hips[0].y - 0.12;
  expect(share('waving', handUp)).toBe(1);
  expect(share('clapping', handsMeet)).toBeGreaterThan(0.2);
  expect(share('jumping_jack', feetApart)).toBeGreaterThan(0.6);
  expect(share('squat', hipsLow)).toBeGreaterThan(0.5);
  expect(share('running_on_the_spot', kneeUp)).toBeGreaterThan(0.4);
});

function joints({ head, arms, legs }: Skeleton) {
  return [head, ...arms.flat(), ...legs.flat()];
}

function length(a: { x: number; y: number; z: number }, b: { x: number; y: number; z: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}
