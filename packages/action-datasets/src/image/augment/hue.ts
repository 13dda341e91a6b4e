import type { Frames } from '../frames.js';

const { fround } = Math;

/** Turns the hue of every pixel by a share of the circle (−0.5 to 0.5), computed in float32 as torchvision does. */
export function adjustHue(frames: Frames, turn: number): Frames {
  const { data, shape } = frames;
  if (shape[3] !== 3) return frames;
  const output = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const r = data[i]! / 255;
    const g = data[i + 1]! / 255;
    const b = data[i + 2]! / 255;
    const value = Math.max(r, g, b);
    const range = value - Math.min(r, g, b);
    const saturation = value === 0 ? 0 : range / value;
    const hue = (((hueOf(r, g, b) + turn) % 1) + 1) % 1;
    const sector = Math.floor(hue * 6);
    const beyond = hue * 6 - sector;
    const low = value * (1 - saturation);
    const falling = value * (1 - saturation * beyond);
    const rising = value * (1 - saturation * (1 - beyond));
    const six = sector % 6;
    output[i] = byte(six === 0 || six === 5 ? value : six === 1 ? falling : six === 4 ? rising : low);
    output[i + 1] = byte(six === 1 || six === 2 ? value : six === 3 ? falling : six === 0 ? rising : low);
    output[i + 2] = byte(six === 3 || six === 4 ? value : six === 5 ? falling : six === 2 ? rising : low);
  }
  return { data: output, shape };
}

function hueOf(r: number, g: number, b: number): number {
  const value = Math.max(r, g, b);
  const range = value - Math.min(r, g, b);
  if (range === 0) return 0;
  if (value === r) return ((g - b) / range / 6 + 1) % 1;
  return value === g ? (b - r) / range / 6 + 1 / 3 : (r - g) / range / 6 + 2 / 3;
}

function byte(value: number): number {
  return Math.min(Math.max(fround(fround(value) * fround(255.999)), 0), 255);
}
