/** Precision and recall at falling thresholds, ended by the point (precision 1, recall 0), so that recall decreases. */
export interface PrecisionRecallCurve {
  /** One longer than `thresholds`. */
  precision: number[];
  /** One longer than `thresholds`; NaN where nothing is positive. */
  recall: number[];
  /** Rising scores at which precision and recall were taken. */
  thresholds: number[];
}

/**
 * The precision-recall curve of one ranking, at every distinct score down to the one that finds the last positive.
 *
 * @param scores one score an item.
 * @param positive whether each item is a positive: truthy or not.
 */
export function precisionRecallCurve(scores: ArrayLike<number>, positive: ArrayLike<unknown>): PrecisionRecallCurve {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const total = order.filter((item) => positive[item]).length;
  const precision: number[] = [];
  const recall: number[] = [];
  const thresholds: number[] = [];
  let hits = 0;
  let hitsAtLastPoint = -1;
  order.forEach((item, at) => {
    if (positive[item]) hits++;
    const next = order[at + 1];
    const tied = next !== undefined && scores[next] === scores[item];
    if (tied || hitsAtLastPoint === total) return;
    hitsAtLastPoint = hits;
    precision.push(hits / (at + 1));
    recall.push(hits / total);
    thresholds.push(scores[item]!);
  });
  return {
    precision: [...precision.reverse(), 1],
    recall: [...recall.reverse(), 0],
    thresholds: thresholds.reverse(),
  };
}

/** The area under the curve as a sum of steps; NaN where nothing is positive. */
export function averagePrecision(scores: ArrayLike<number>, positive: ArrayLike<unknown>): number {
  const { precision, recall } = precisionRecallCurve(scores, positive);
  let area = 0;
  for (let i = 0; i + 1 < recall.length; i++) area += (recall[i]! - recall[i + 1]!) * precision[i]!;
  return area;
}
