import { shiftHue } from './shift-hue.js';

const { fround } = Math;
const RED = fround(0.2989);
const GREEN = fround(0.587);
const BLUE = fround(0.114);

/**
 * One picture of RGB pixels in float32, not confined to bytes until it is stored: brightness, contrast and saturation as
 * MMAction2's `ColorJitter` defines them, rounded as NumPy rounds in float32.
 */
export class FloatPixels {
  readonly #values: Float32Array;
  readonly #bytes: Uint8Array;

  /** @param size in channel values: height · width · 3 */
  constructor(size: number) {
    this.#values = new Float32Array(size);
    this.#bytes = new Uint8Array(size);
  }

  load(bytes: Uint8Array): void {
    this.#values.set(bytes);
  }

  /** Fractions are cut off, and what is beyond 0 and 255 is brought there. */
  store(bytes: Uint8Array): void {
    const values = this.#values;
    for (let i = 0; i < values.length; i++) bytes[i] = Math.min(Math.max(values[i]!, 0), 255);
  }

  scaleBrightness(factor: number): void {
    const values = this.#values;
    const scale = fround(factor);
    for (let i = 0; i < values.length; i++) values[i] = values[i]! * scale;
  }

  /** Moves every value from the mean of the grey picture (factor 0), over itself (1), away. */
  scaleContrast(factor: number): void {
    const values = this.#values;
    let sum = 0;
    for (let i = 0; i < values.length; i += 3) sum += grey(values[i]!, values[i + 1]!, values[i + 2]!);
    const mean = fround(sum / (values.length / 3));
    const own = fround(factor);
    const offset = fround(fround(1 - factor) * mean);
    for (let i = 0; i < values.length; i++) values[i] = fround(values[i]! * own) + offset;
  }

  /** Moves every pixel from its grey (factor 0), over itself (1), away. */
  scaleSaturation(factor: number): void {
    const values = this.#values;
    const own = fround(factor);
    const other = fround(1 - factor);
    for (let i = 0; i < values.length; i += 3) {
      const r = values[i]!;
      const g = values[i + 1]!;
      const b = values[i + 2]!;
      const offset = fround(grey(r, g, b) * other);
      values[i] = fround(r * own) + offset;
      values[i + 1] = fround(g * own) + offset;
      values[i + 2] = fround(b * own) + offset;
    }
  }

  /** Turns hues, by way of bytes. @param offset in half degrees */
  shiftHue(offset: number): void {
    this.store(this.#bytes);
    shiftHue(this.#bytes, offset);
    this.load(this.#bytes);
  }
}

function grey(r: number, g: number, b: number): number {
  return fround(fround(fround(RED * r) + fround(GREEN * g)) + fround(BLUE * b));
}
