export interface ClassScore {
  label: string;
  index: number;
  score: number;
}

export function className(index: number, labels?: readonly string[]): string {
  return labels?.[index] ?? `class ${index}`;
}

/** The `k` highest scores, best first, with the classes' names where there are any. */
export function topScores(scores: ArrayLike<number>, k: number, labels?: readonly string[]): ClassScore[] {
  return Array.from(scores, (score, index) => ({ label: className(index, labels), index, score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, k);
}

/** Predictions in the shape that MMAction2's inferencer gives them: one entry a video. */
export interface InferencerPredictions {
  predictions: { rec_labels: number[][]; rec_scores: number[][] }[];
}

export function inferencerPredictions(scores: readonly ArrayLike<number>[]): InferencerPredictions {
  return {
    predictions: scores.map((each) => ({
      rec_labels: [[topScores(each, 1)[0]!.index]],
      rec_scores: [Array.from(each)],
    })),
  };
}

/** As Python prints it: `{'predictions': [{'rec_labels': [[6]], 'rec_scores': [[0.1, 0.9]]}]}`. */
export function pythonText(predictions: InferencerPredictions): string {
  return JSON.stringify(predictions)
    .replaceAll('"', "'")
    .replaceAll(/[:,](?=\S)/g, '$& ');
}
