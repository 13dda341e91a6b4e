import type { Arm, Direction, Leg, Pose } from './actions.js';
import type { Body } from './style.js';

/** A point in body heights: x to the viewer's right, y up from the floor, z towards the viewer. */
export interface Point {
  x: number;
  y: number;
  z: number;
}

/** Joints of one arm or leg, from the trunk outwards. */
export type Limb = readonly [root: Point, middle: Point, end: Point];

export interface Skeleton {
  head: Point;
  neck: Point;
  shoulders: readonly [Point, Point];
  hips: readonly [Point, Point];
  arms: readonly [Limb, Limb];
  legs: readonly [Limb, Limb];
}

const RADIANS = Math.PI / 180;
const SIDES = [1, -1] as const;

/** Places the joints of a body in a pose, turned by `yaw` degrees, its lower foot at the pose's height above the floor. */
export function placeJoints(body: Body, pose: Pose, yaw: number): Skeleton {
  const up = { x: 0, y: Math.cos(pose.lean * RADIANS), z: Math.sin(pose.lean * RADIANS) };
  const pelvis = { x: 0, y: 0, z: 0 };
  const chest = along(pelvis, up, body.trunk);
  const hips = SIDES.map((side) => ({ x: (side * body.hipWidth) / 2, y: 0, z: 0 }));
  const shoulders = SIDES.map((side) => ({ ...chest, x: (side * body.shoulderWidth) / 2 }));
  const skeleton: Skeleton = {
    neck: chest,
    head: along(chest, up, body.neck + body.headRadius),
    shoulders: [shoulders[0]!, shoulders[1]!],
    hips: [hips[0]!, hips[1]!],
    arms: [armFrom(shoulders[0]!, pose.arms[0], body, 1), armFrom(shoulders[1]!, pose.arms[1], body, -1)],
    legs: [legFrom(hips[0]!, pose.legs[0], body, 1), legFrom(hips[1]!, pose.legs[1], body, -1)],
  };
  const lowest = Math.min(...skeleton.legs.map(([, , foot]) => foot.y));
  return mapPoints(skeleton, (point) => turned({ ...point, y: point.y - lowest + pose.lift }, yaw * RADIANS));
}

function armFrom(shoulder: Point, arm: Arm, body: Body, side: 1 | -1): Limb {
  const elbow = along(shoulder, vector(arm.upper, side), body.upperArm);
  return [shoulder, elbow, along(elbow, vector(arm.fore, side), body.forearm)];
}

function legFrom(hip: Point, leg: Leg, body: Body, side: 1 | -1): Limb {
  const knee = along(hip, vector(leg.thigh, side), body.thigh);
  return [hip, knee, along(knee, vector(leg.shin, side), body.shin)];
}

function vector({ down, toward }: Direction, side: 1 | -1): Point {
  const out = Math.sin(down * RADIANS);
  return {
    x: side * out * Math.cos(toward * RADIANS),
    y: -Math.cos(down * RADIANS),
    z: out * Math.sin(toward * RADIANS),
  };
}

function along(from: Point, direction: Point, length: number): Point {
  return { x: from.x + direction.x * length, y: from.y + direction.y * length, z: from.z + direction.z * length };
}

function turned({ x, y, z }: Point, yaw: number): Point {
  return { x: x * Math.cos(yaw) + z * Math.sin(yaw), y, z: z * Math.cos(yaw) - x * Math.sin(yaw) };
}

function mapPoints(skeleton: Skeleton, change: (point: Point) => Point): Skeleton {
  const limb = ([root, middle, end]: Limb): Limb => [change(root), change(middle), change(end)];
  return {
    head: change(skeleton.head),
    neck: change(skeleton.neck),
    shoulders: [change(skeleton.shoulders[0]), change(skeleton.shoulders[1])],
    hips: [change(skeleton.hips[0]), change(skeleton.hips[1])],
    arms: [limb(skeleton.arms[0]), limb(skeleton.arms[1])],
    legs: [limb(skeleton.legs[0]), limb(skeleton.legs[1])],
  };
}
