import type { Random } from '@mma/engine';
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { type Colour, css, drawColour, type Palette, shade } from './colour.js';
import { between, type Style } from './style.js';

/** Pixels that the background reaches beyond the picture on each side, so that a shaking camera never sees its edge. */
export const MARGIN = 40;

const THINGS: Palette = { saturation: [0.1, 0.8], value: [0.3, 0.95] };

/** Draws a room of its own for a clip: wall, floor, and things on and before the wall. */
export function paintBackground(random: Random, style: Style, size: { width: number; height: number }): Canvas {
  const width = size.width + 2 * MARGIN;
  const height = size.height + 2 * MARGIN;
  const horizon = MARGIN + style.floorY - between(random, 18, 48);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const wall = context.createLinearGradient(0, 0, between(random, -60, 60) + width / 2, horizon);
  wall.addColorStop(0, css(shade(style.wall, between(random, 0.85, 1.1))));
  wall.addColorStop(1, css(shade(style.wall, between(random, 0.85, 1.1))));
  context.fillStyle = wall;
  context.fillRect(0, 0, width, height);
  const things = random.int(1, 5);
  for (let i = 0; i < things; i++) {
    context.fillStyle = css(towards(drawColour(random, THINGS), style.wall, between(random, 0.55, 0.85)));
    const x = between(random, 0, width);
    const y = between(random, 0, horizon);
    if (random.float() < 0.35) {
      context.beginPath();
      context.arc(x, y, between(random, 8, 34), 0, 2 * Math.PI);
      context.fill();
    } else {
      context.fillRect(x, y, between(random, 14, 80), between(random, 14, 80));
    }
  }
  context.fillStyle = css(style.floor);
  context.fillRect(0, horizon, width, height - horizon);
  return canvas;
}

function towards(from: Colour, to: Colour, share: number): Colour {
  const mix = (channel: 0 | 1 | 2) => Math.round(from[channel] + (to[channel] - from[channel]) * share);
  return [mix(0), mix(1), mix(2)];
}
