import type { Random } from '@mma/engine';

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** From grey (0) to pure (1), and from black (0) to bright (1). */
export interface Palette {
  saturation: readonly [low: number, high: number];
  value: readonly [low: number, high: number];
}

/** A colour of any hue within a palette. */
export function drawColour(random: Random, palette: Palette): Colour {
  const within = ([low, high]: readonly [number, number]) => low + (high - low) * random.float();
  const hue = random.float() * 6;
  const saturation = within(palette.saturation);
  const value = within(palette.value);
  const channel = (shift: number) => {
    const k = (shift + hue) % 6;
    return Math.round(255 * value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1))));
  };
  return [channel(5), channel(3), channel(1)];
}

/** Darker below 1, lighter above. */
export function shade([red, green, blue]: Colour, factor: number): Colour {
  const scale = (value: number) => Math.min(255, Math.round(value * factor));
  return [scale(red), scale(green), scale(blue)];
}

/** Draws until a colour stands out from the background in brightness, not only in hue; the best of 12 draws otherwise. */
export function contrasting(background: Colour, draw: () => Colour): Colour {
  let best = draw();
  for (let attempt = 0; attempt < 12 && contrast(best, background) < 70; attempt++) {
    const next = draw();
    if (contrast(next, background) > contrast(best, background)) best = next;
  }
  return best;
}

export function css([red, green, blue]: Colour): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

function contrast(a: Colour, b: Colour): number {
  return Math.abs(luma(a) - luma(b));
}

function luma([red, green, blue]: Colour): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
