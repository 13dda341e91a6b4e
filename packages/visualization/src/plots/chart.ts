export interface Point {
  x: number;
  /** Null where there is no number: the line has a gap. */
  y: number | null;
}

export interface Series {
  name: string;
  points: readonly Point[];
}

/** Lines over a common axis. */
export interface Chart {
  title?: string;
  xLabel: string;
  /** Ticks at whole multiples of `per`, which are written beside x in brackets: epochs of iterations. */
  secondX?: { per: number };
  /** One panel each, one above the other. */
  panels: readonly Panel[];
}

export interface Panel {
  yLabel: string;
  series: readonly Series[];
  /** Whether the vertical axis is logarithmic: for learning rates. */
  logarithmic?: boolean;
}
