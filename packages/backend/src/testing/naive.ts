/** Plain loops to compare the fused operations with; NHWC and HWIO, row-major. */
export interface Array4D {
  shape: readonly [number, number, number, number];
  data: Float32Array;
}

export interface Window {
  stride: readonly [number, number];
  padding: readonly [number, number];
  dilation: readonly [number, number];
}

export function array4D(shape: Array4D['shape'], fill: (index: number) => number = () => 0): Array4D {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  return { shape, data: data.map((_, index) => fill(index)) };
}

/** Values in [-1, 1) that look random and are the same every time. */
export function noise(seed: number): (index: number) => number {
  return (index) => {
    const wave = Math.sin((index + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return (wave - Math.floor(wave)) * 2 - 1;
  };
}

export function offset({ shape }: Array4D, a: number, b: number, c: number, d: number): number {
  return ((a * shape[1] + b) * shape[2] + c) * shape[3] + d;
}

const outSize = (size: number, kernel: number, window: Window, axis: 0 | 1) =>
  Math.floor((size + 2 * window.padding[axis] - window.dilation[axis] * (kernel - 1) - 1) / window.stride[axis]) + 1;

/** Calls `visit` for every output position and every element of its window that lies inside the input. */
function eachTap(
  x: Array4D,
  kernel: readonly [number, number],
  window: Window,
  visit: (tap: { n: number; row: number; column: number; kh: number; kw: number; h: number; w: number }) => void,
): void {
  const [n, height, width] = x.shape;
  for (let image = 0; image < n; image++)
    for (let row = 0; row < outSize(height, kernel[0], window, 0); row++)
      for (let column = 0; column < outSize(width, kernel[1], window, 1); column++)
        for (let kh = 0; kh < kernel[0]; kh++)
          for (let kw = 0; kw < kernel[1]; kw++) {
            const h = row * window.stride[0] + kh * window.dilation[0] - window.padding[0];
            const w = column * window.stride[1] + kw * window.dilation[1] - window.padding[1];
            if (h >= 0 && h < height && w >= 0 && w < width) visit({ n: image, row, column, kh, kw, h, w });
          }
}

function outputShape(x: Array4D, kernel: readonly [number, number], window: Window, channels: number) {
  const height = outSize(x.shape[1], kernel[0], window, 0);
  return [x.shape[0], height, outSize(x.shape[2], kernel[1], window, 1), channels] as const;
}

/** Convolution, and its gradients under the output gradient `dy`. */
export function naiveConv2d(x: Array4D, filter: Array4D, window: Window, dy?: Array4D) {
  const [kh, kw, channels, outputs] = filter.shape;
  const y = array4D(outputShape(x, [kh, kw], window, outputs));
  const dx = array4D(x.shape);
  const dfilter = array4D(filter.shape);
  eachTap(x, [kh, kw], window, (tap) => {
    for (let c = 0; c < channels; c++)
      for (let o = 0; o < outputs; o++) {
        const xi = offset(x, tap.n, tap.h, tap.w, c);
        const fi = offset(filter, tap.kh, tap.kw, c, o);
        const yi = offset(y, tap.n, tap.row, tap.column, o);
        y.data[yi]! += x.data[xi]! * filter.data[fi]!;
        if (dy === undefined) continue;
        dx.data[xi]! += dy.data[yi]! * filter.data[fi]!;
        dfilter.data[fi]! += dy.data[yi]! * x.data[xi]!;
      }
  });
  return { y, dx, dfilter };
}

/** Max pooling; the gradient goes to the first of equal largest values, as in PyTorch. */
export function naiveMaxPool2d(x: Array4D, kernel: readonly [number, number], window: Window, dy?: Array4D) {
  const channels = x.shape[3];
  const y = array4D(outputShape(x, kernel, window, channels), () => Number.NEGATIVE_INFINITY);
  const winner = new Map<number, number>();
  eachTap(x, kernel, window, (tap) => {
    for (let c = 0; c < channels; c++) {
      const xi = offset(x, tap.n, tap.h, tap.w, c);
      const yi = offset(y, tap.n, tap.row, tap.column, c);
      if (x.data[xi]! > y.data[yi]!) {
        y.data[yi] = x.data[xi]!;
        winner.set(yi, xi);
      }
    }
  });
  const dx = array4D(x.shape);
  if (dy !== undefined) for (const [yi, xi] of winner) dx.data[xi]! += dy.data[yi]!;
  return { y, dx };
}

/** The largest absolute difference. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  return Array.from(a).reduce((worst, value, index) => Math.max(worst, Math.abs(value - b[index]!)), 0);
}
