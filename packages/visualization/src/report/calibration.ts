/** What one interval of confidence holds. */
export interface CalibrationBin {
  /** Confidences above `low`, up to and with `high`. */
  low: number;
  high: number;
  count: number;
  /** Mean confidence; 0 where the bin is empty. */
  confidence: number;
  /** The share of its samples that are right; 0 where the bin is empty. */
  accuracy: number;
}

export interface Calibration {
  /** Expected calibration error: how far confidence is from accuracy, in the mean over samples; 0 is best. */
  ece: number;
  bins: CalibrationBin[];
}

/**
 * How well confidence says how often a model is right (Guo et al., "On Calibration of Modern Neural Networks", 2017), in bins of
 * equal width.
 *
 * @param confidences probability of the predicted class, one a sample
 * @param hits whether the prediction was right
 */
export function calibrationOf(confidences: readonly number[], hits: readonly boolean[], bins = 15): Calibration {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (const [i, confidence] of confidences.entries()) {
    const bin = sums[Math.min(Math.max(Math.ceil(confidence * bins) - 1, 0), bins - 1)]!;
    bin.count += 1;
    bin.confidence += confidence;
    if (hits[i]) bin.right += 1;
  }
  const total = confidences.length;
  const gaps = sums.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0);
  return {
    ece: total === 0 ? 0 : gaps / total,
    bins: sums.map(({ count, confidence, right }, i) => ({
      low: i / bins,
      high: (i + 1) / bins,
      count,
      confidence: count === 0 ? 0 : confidence / count,
      accuracy: count === 0 ? 0 : right / count,
    })),
  };
}

/** Scores as probabilities: as they are where they sum to 1, else their softmax. */
export function asProbabilities(scores: Float32Array): Float32Array {
  const sum = scores.reduce((total, score) => total + score, 0);
  if (Math.abs(sum - 1) < 1e-3 && scores.every((score) => score >= 0)) return scores;
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const whole = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / whole);
}
