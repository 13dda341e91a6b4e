import type { Random } from '@mma/engine';
import { type Colour, contrasting, drawColour, type Palette } from './colour.js';

/** Lengths in body heights. */
export interface Body {
  trunk: number;
  neck: number;
  headRadius: number;
  shoulderWidth: number;
  hipWidth: number;
  upperArm: number;
  forearm: number;
  thigh: number;
  shin: number;
  /** Width of a limb; legs are a little wider. */
  limbWidth: number;
}

export interface Clothes {
  skin: Colour;
  hair: Colour;
  shirt: Colour;
  trousers: Colour;
  shoes: Colour;
  longSleeves: boolean;
  longTrousers: boolean;
}

/** Everything about a clip's look and motion that chance decides, apart from the action and the background's shapes. */
export interface Style {
  body: Body;
  clothes: Clothes;
  wall: Colour;
  floor: Colour;
  /** Body height in pixels. */
  height: number;
  /** Where the figure stands, in pixels from the middle of the picture. */
  offset: number;
  /** Pixels from the top to the floor under the figure. */
  floorY: number;
  /** Degrees that the figure is turned from facing the camera. */
  yaw: number;
  mirrored: boolean;
  /** Place in the repetition at the first frame, in [0, 1). */
  phase: number;
  /** Where between an action's slowest and fastest tempo, in [0, 1). */
  tempo: number;
  vigour: number;
  shake: Shake;
}

/** A hand-held camera: two slow swings each way, turning and breathing a little. */
export interface Shake {
  /** Pixels. */
  amplitude: number;
  /** Swings a second. */
  rates: readonly [number, number];
  phases: readonly [number, number];
  /** Degrees. */
  tilt: number;
  /** Growth over the clip; 0.04 is 4 %. */
  zoom: number;
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.float();
}

/** Draws a clip's style. Nothing in it depends on the action. */
export function drawStyle(random: Random): Style {
  const wall = drawColour(random, ROOM);
  const floor = drawColour(random, ROOM);
  return {
    body: drawBody(random),
    clothes: drawClothes(random, wall),
    wall,
    floor,
    height: between(random, 146, 170),
    offset: between(random, -20, 20),
    floorY: between(random, 208, 217),
    yaw: between(random, 5, 30) * (random.float() < 0.5 ? -1 : 1),
    mirrored: random.float() < 0.5,
    phase: random.float(),
    tempo: random.float(),
    vigour: between(random, 0.88, 1.08),
    shake: {
      amplitude: between(random, 0.5, 3.5),
      rates: [between(random, 0.3, 1.1), between(random, 0.3, 1.1)],
      phases: [random.float(), random.float()],
      tilt: between(random, -1.5, 1.5),
      zoom: between(random, -0.05, 0.05),
    },
  };
}

function drawBody(random: Random): Body {
  const about = (length: number) => length * between(random, 0.92, 1.08);
  const arms = between(random, 0.93, 1.07);
  return {
    trunk: about(0.3),
    neck: 0.035,
    headRadius: about(0.078),
    shoulderWidth: about(0.2),
    hipWidth: about(0.12),
    upperArm: 0.17 * arms,
    forearm: 0.17 * arms,
    thigh: about(0.235),
    shin: about(0.235),
    limbWidth: between(random, 0.066, 0.084),
  };
}

function drawClothes(random: Random, wall: Colour): Clothes {
  const apart = (draw: () => Colour) => contrasting(wall, draw);
  return {
    skin: random.choice(SKINS),
    hair: random.choice(HAIRS),
    shirt: apart(() => drawColour(random, DRESS)),
    trousers: apart(() => drawColour(random, DRESS)),
    shoes: drawColour(random, DRESS),
    longSleeves: random.float() < 0.5,
    longTrousers: random.float() < 0.6,
  };
}

/** Rooms are paler than clothes, so that a small network trained for minutes looks at the figure. */
const ROOM: Palette = { saturation: [0.05, 0.3], value: [0.5, 0.95] };
const DRESS: Palette = { saturation: [0.3, 1], value: [0.15, 0.95] };

const SKINS: readonly Colour[] = [
  [255, 219, 186],
  [241, 194, 150],
  [214, 160, 112],
  [165, 112, 72],
  [118, 76, 48],
  [84, 54, 36],
];

const HAIRS: readonly Colour[] = [
  [28, 24, 22],
  [84, 56, 36],
  [150, 104, 60],
  [214, 180, 110],
  [150, 150, 155],
  [140, 52, 30],
];
