import type { PredictedWindow } from '../long/predict-windows.js';

/** What a model says of the newest stretch of a live source; times in seconds from where watching began. */
export interface LiveWindow extends PredictedWindow {
  /** When the last frame of the window had come, in ISO 8601. */
  at: string;
  /** From then until it was predicted, in seconds. */
  lag: number;
  /** What was left out so far, to keep up. */
  dropped: { windows: number; frames: number };
}

/** One line for people: `14:03:05  waving 0.91, clapping 0.06  (0.12 s ago)`. */
export function liveLine({ at, predictions, lag }: LiveWindow, threshold: number): string {
  const likely = predictions.filter(({ score }) => score >= threshold);
  const names = likely.map(({ label, score }) => `${label} ${score.toFixed(2)}`).join(', ');
  return `${new Date(at).toTimeString().slice(0, 8)}  ${names || '-'}  (${lag.toFixed(2)} s ago)`;
}
