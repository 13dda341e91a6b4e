import { UsageError } from '../errors.js';

/** @returns frames, height and width */
export function parseShape(shape: readonly string[] = ['224', '224']): [frames: number, height: number, width: number] {
  const sizes = shape.map((text) => (/^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN));
  if ((sizes.length !== 2 && sizes.length !== 3) || sizes.some(Number.isNaN)) {
    throw new UsageError(
      `--shape ${shape.join(' ')}: two or three whole numbers ≥ 1 are needed.`,
      'As in --shape 8 224 224.',
    );
  }
  const [width, height, frames = 1] = sizes.toReversed();
  return [frames, height!, width!];
}
