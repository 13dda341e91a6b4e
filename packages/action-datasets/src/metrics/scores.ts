/** One row of scores per sample: `scores[i][c]` is sample i's score of class c. */
export type Scores = readonly ArrayLike<number>[];

/** The class of the highest score; of the first one among equals, as NumPy's `argmax`. */
export function argmax(scores: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < scores.length; c++) if (scores[c]! > scores[best]!) best = c;
  return best;
}
