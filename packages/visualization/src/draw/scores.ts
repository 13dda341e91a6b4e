export interface Prediction {
  readonly label: string;
  readonly score: number;
}

/** A row of the panel: what is written, and how long the bar is, from 0 to 1. */
export interface Row {
  readonly label: string;
  readonly value: string;
  readonly share: number;
}

/** Probabilities become percentages with bars in proportion; other scores are written as they are, the best with a full bar. */
export function toRows(predictions: readonly Prediction[]): Row[] {
  const scores = predictions.map(({ score }) => score);
  if (scores.every((score) => score >= 0 && score <= 1)) {
    return predictions.map(({ label, score }) => ({ label, value: `${(score * 100).toFixed(1)}%`, share: score }));
  }
  const low = Math.min(0, ...scores);
  const range = Math.max(...scores) - low;
  return predictions.map(({ label, score }) => ({
    label,
    value: score.toFixed(2),
    share: range > 0 ? (score - low) / range : 1,
  }));
}
