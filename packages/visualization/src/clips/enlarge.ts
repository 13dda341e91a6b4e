/** RGB pictures, one after the other in one buffer. */
export interface Pictures {
  /** [count, height, width, 3] */
  readonly data: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/** Repeats pixels so often, down and across, that the shorter side has at least so many; larger pictures stay as they are. */
export function enlarge(pictures: Pictures, shortSide: number): Pictures {
  const { data, count, height, width } = pictures;
  const factor = Math.ceil(shortSide / Math.min(height, width));
  if (factor <= 1) return pictures;
  const row = width * factor * 3;
  const large = new Uint8Array(count * height * factor * row);
  for (let y = 0; y < count * height; y++) {
    const top = y * factor * row;
    for (let x = 0; x < width * factor; x++) {
      const from = (y * width + Math.floor(x / factor)) * 3;
      for (let channel = 0; channel < 3; channel++) large[top + x * 3 + channel] = data[from + channel]!;
    }
    for (let copy = 1; copy < factor; copy++) large.copyWithin(top + copy * row, top, top + row);
  }
  return { data: large, count, height: height * factor, width: width * factor };
}
