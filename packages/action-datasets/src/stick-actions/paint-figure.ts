import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Colour, css, shade } from './colour.js';
import type { Limb, Point, Skeleton } from './skeleton.js';
import type { Style } from './style.js';

/** Brightness of an edge compared with its part: dark enough to be seen on any wall. */
const OUTLINE = 0.25;

/** One thing to draw, and how near the viewer it is. */
interface Part {
  depth: number;
  paint(): void;
}

/**
 * Draws a dressed figure, farther parts first, each with a darker edge so that it stands out from the part behind it.
 *
 * @param context scaled and moved so that one unit is a pixel and the figure stands on y = 0, upwards negative.
 */
export function paintFigure(context: SKRSContext2D, skeleton: Skeleton, style: Style): void {
  const { body, clothes, height } = style;
  const at = (point: Point) => ({ x: point.x * height, y: -point.y * height, depth: point.z });
  const width = body.limbWidth * height;
  const edge = height * 0.016;

  const stick = (from: Point, to: Point, thickness: number, colour: Colour): Part => {
    const a = at(from);
    const b = at(to);
    return {
      depth: (a.depth + b.depth) / 2,
      paint: () => {
        for (const [lineWidth, fill] of [
          [thickness + 2 * edge, shade(colour, OUTLINE)],
          [thickness, colour],
        ] as const) {
          context.beginPath();
          context.moveTo(a.x, a.y);
          context.lineTo(b.x, b.y);
          context.lineWidth = lineWidth;
          context.strokeStyle = css(fill);
          context.stroke();
        }
      },
    };
  };
  const ball = (centre: Point, radius: number, colour: Colour): Part => {
    const { x, y, depth } = at(centre);
    return {
      depth,
      paint: () => {
        for (const [r, fill] of [
          [radius + edge, shade(colour, OUTLINE)],
          [radius, colour],
        ] as const) {
          context.beginPath();
          context.arc(x, y, r, 0, 2 * Math.PI);
          context.fillStyle = css(fill);
          context.fill();
        }
      },
    };
  };
  const arm = ([shoulder, elbow, hand]: Limb): Part[] => [
    stick(shoulder, elbow, width, clothes.shirt),
    stick(elbow, hand, width * 0.92, clothes.longSleeves ? clothes.shirt : clothes.skin),
    ball(hand, width * 0.66, clothes.skin),
  ];
  const leg = ([hip, knee, foot]: Limb): Part[] => [
    stick(hip, knee, width * 1.3, clothes.trousers),
    stick(knee, foot, width * 1.12, clothes.longTrousers ? clothes.trousers : clothes.skin),
    ball(foot, width * 0.75, clothes.shoes),
  ];
  const parts = [
    ...skeleton.legs.flatMap(leg),
    ...skeleton.arms.flatMap(arm),
    trunk(),
    stick(skeleton.neck, skeleton.head, width * 0.8, clothes.skin),
    ball(skeleton.head, body.headRadius * height, clothes.skin),
    hair(),
  ];

  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const part of parts.toSorted((a, b) => a.depth - b.depth)) part.paint();

  function trunk(): Part {
    const corners = [skeleton.shoulders[0], skeleton.shoulders[1], skeleton.hips[1], skeleton.hips[0]].map(at);
    return {
      depth: (skeleton.neck.z + skeleton.hips[0].z + skeleton.hips[1].z) / 3,
      paint: () => {
        for (const [lineWidth, fill] of [
          [width + 2 * edge, shade(clothes.shirt, OUTLINE)],
          [width, clothes.shirt],
        ] as const) {
          context.beginPath();
          corners.forEach(({ x, y }) => {
            context.lineTo(x, y);
          });
          context.closePath();
          context.lineWidth = lineWidth;
          context.strokeStyle = css(fill);
          context.fillStyle = css(fill);
          context.stroke();
          context.fill();
        }
      },
    };
  }

  function hair(): Part {
    const { x, y, depth } = at(skeleton.head);
    const radius = body.headRadius * height;
    return {
      depth: depth + 1e-6,
      paint: () => {
        context.beginPath();
        context.arc(x, y, radius, Math.PI * 1.05, Math.PI * 1.95);
        context.fillStyle = css(clothes.hair);
        context.fill();
      },
    };
  }
}
