import { Random } from '@mma/engine';
import { createCanvas } from '@napi-rs/canvas';
import type { Action } from './actions.js';
import { MARGIN, paintBackground } from './paint-background.js';
import { paintFigure } from './paint-figure.js';
import { placeJoints } from './skeleton.js';
import { drawStyle, type Shake } from './style.js';

export const CLIP = { width: 320, height: 240, fps: 15, frames: 45 } as const;

/**
 * Draws a clip frame by frame. The keys decide everything that chance decides: equal keys give equal bytes.
 *
 * @param keys seed, split, class and number of the clip.
 * @returns the frames in order, each `[240, 320, 3]` uint8 RGB in a buffer of its own.
 */
export function* renderClip(action: Action, keys: readonly (number | string)[]): Generator<Uint8Array> {
  const random = Random.of('stick-actions', ...keys);
  const style = drawStyle(random);
  const background = paintBackground(random, style, CLIP);
  const [slow, fast] = action.tempo;
  const repetitions = slow + (fast - slow) * style.tempo;
  const context = createCanvas(CLIP.width, CLIP.height).getContext('2d');
  for (let frame = 0; frame < CLIP.frames; frame++) {
    const seconds = frame / CLIP.fps;
    const camera = cameraAt(style.shake, seconds);
    context.setTransform(1, 0, 0, 1, CLIP.width / 2 + camera.x, CLIP.height / 2 + camera.y);
    context.rotate(camera.angle);
    context.scale(camera.scale, camera.scale);
    context.drawImage(background, -CLIP.width / 2 - MARGIN, -CLIP.height / 2 - MARGIN);
    context.translate(style.offset, style.floorY - CLIP.height / 2);
    if (style.mirrored) context.scale(-1, 1);
    paintShadow(context, style.height);
    const phase = (style.phase + repetitions * seconds) % 1;
    paintFigure(context, placeJoints(style.body, action.pose(phase, style.vigour), style.yaw), style);
    yield withoutAlpha(context.getImageData(0, 0, CLIP.width, CLIP.height).data);
  }
}

function cameraAt(shake: Shake, seconds: number): { x: number; y: number; angle: number; scale: number } {
  const swing = (i: 0 | 1, rate: number) => Math.sin(2 * Math.PI * (shake.phases[i] + shake.rates[i] * rate * seconds));
  return {
    x: shake.amplitude * (swing(0, 1) + 0.4 * swing(1, 2.3)),
    y: shake.amplitude * (0.7 * swing(1, 1) + 0.3 * swing(0, 2.7)),
    angle: ((shake.tilt * Math.PI) / 180) * (1 + 0.3 * swing(0, 0.8)),
    scale: 1 + (shake.zoom * seconds * CLIP.fps) / CLIP.frames,
  };
}

function paintShadow(context: ReturnType<ReturnType<typeof createCanvas>['getContext']>, height: number): void {
  context.beginPath();
  context.ellipse(0, 2, height * 0.2, height * 0.035, 0, 0, 2 * Math.PI);
  context.fillStyle = 'rgba(0, 0, 0, 0.25)';
  context.fill();
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}
