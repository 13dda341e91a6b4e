/**
 * The direction of a limb: `down` is the angle in degrees from hanging straight down (180 points straight up), `toward` the
 * way it leaves the vertical: 0 outwards from the body, 90 forwards, −90 backwards, 180 across the body.
 */
export interface Direction {
  down: number;
  toward: number;
}

export interface Arm {
  upper: Direction;
  fore: Direction;
}

export interface Leg {
  thigh: Direction;
  shin: Direction;
}

/** One moment of a movement. The first arm and leg are those on the mirrored side. */
export interface Pose {
  arms: readonly [Arm, Arm];
  legs: readonly [Leg, Leg];
  /** Degrees that the trunk leans forward. */
  lean: number;
  /** Height of the lower foot above the floor, in body heights. */
  lift: number;
}

export interface Action {
  /** Name for people, as in the label map. */
  label: string;
  /** Name of the class's folder. */
  folder: string;
  /** Repetitions a second, slowest and fastest. */
  tempo: readonly [slow: number, fast: number];
  /**
   * @param phase place in the repetition, in [0, 1)
   * @param vigour about 1: how far the movement goes
   */
  pose(phase: number, vigour: number): Pose;
}

const wave = (phase: number) => Math.sin(2 * Math.PI * phase);
/** 0 at the start and the end of a repetition, 1 in its middle. */
const swell = (phase: number) => (1 - Math.cos(2 * Math.PI * phase)) / 2;

/** As `wave`, staying longer near 1 and −1. */
const stride = (phase: number) => Math.sign(wave(phase)) * Math.sqrt(Math.abs(wave(phase)));

const straight = (down: number, toward: number): Arm => ({ upper: { down, toward }, fore: { down, toward } });
const standing: Leg = { thigh: { down: 4, toward: 0 }, shin: { down: 3, toward: 0 } };

/** The five classes, in the order of their labels. Every pose of a repetition but a few tells its action. */
export const ACTIONS: readonly Action[] = [
  {
    label: 'waving',
    folder: 'waving',
    tempo: [1, 2],
    pose: (phase, vigour) => ({
      arms: [
        { upper: { down: 112, toward: 10 }, fore: { down: 168 + 34 * vigour * wave(phase), toward: 5 } },
        { upper: { down: 12, toward: 10 }, fore: { down: 14, toward: 50 } },
      ],
      legs: [standing, standing],
      lean: 0,
      lift: 0,
    }),
  },
  {
    label: 'clapping',
    folder: 'clapping',
    tempo: [1, 2.2],
    pose: (phase, vigour) => {
      const apart = 1 - swell(phase);
      const arm: Arm = {
        upper: { down: 38 + 12 * apart * vigour, toward: 75 - 45 * apart },
        fore: { down: 112, toward: 150 - 105 * apart * vigour },
      };
      return { arms: [arm, arm], legs: [standing, standing], lean: 2, lift: 0 };
    },
  },
  {
    label: 'jumping jack',
    folder: 'jumping_jack',
    tempo: [0.7, 1.2],
    pose: (phase, vigour) => {
      // The root hurries through the closed position, which looks like standing.
      const open = Math.sqrt(swell(phase));
      const arm = straight(14 + 146 * open * vigour, 4);
      const leg: Leg = {
        thigh: { down: 4 + 25 * open * vigour, toward: 0 },
        shin: { down: 3 + 23 * open * vigour, toward: 0 },
      };
      return { arms: [arm, arm], legs: [leg, leg], lean: 0, lift: 0.05 * vigour * Math.abs(wave(phase)) };
    },
  },
  {
    label: 'squat',
    folder: 'squat',
    tempo: [0.45, 0.8],
    pose: (phase, vigour) => {
      const depth = 0.12 + 0.88 * Math.min(1, swell(phase) ** 0.7 * vigour);
      const leg: Leg = { thigh: { down: 4 + 82 * depth, toward: 48 }, shin: { down: 6 + 34 * depth, toward: -125 } };
      const arm = straight(84, 62);
      return { arms: [arm, arm], legs: [leg, leg], lean: 30 * depth, lift: 0 };
    },
  },
  {
    label: 'running on the spot',
    folder: 'running_on_the_spot',
    tempo: [1.2, 2],
    pose: (phase, vigour) => ({
      arms: [runningArm(-stride(phase) * vigour), runningArm(stride(phase) * vigour)],
      legs: [runningLeg(stride(phase) * vigour), runningLeg(-stride(phase) * vigour)],
      lean: 7,
      lift: 0.035 * vigour * Math.abs(wave(phase)),
    }),
  },
];

/** @param swing 1 is fully in front, −1 fully behind */
function runningArm(swing: number): Arm {
  return { upper: { down: 42 * swing, toward: 70 }, fore: { down: 88 + 42 * swing, toward: 80 } };
}

/** @param raise 1 is the knee at its highest; below 0 the leg stands */
function runningLeg(raise: number): Leg {
  const up = Math.max(0, raise);
  return { thigh: { down: 4 + 80 * up, toward: 75 }, shin: { down: 8 + 42 * up, toward: -90 } };
}
