import { requireClasses } from '../labels.js';
import { type ClassScore, topScores } from '../predictions.js';
import type { Recognizer } from '../recognizer.js';
import type { FedWindow } from '../windows/feed-protocol.js';
import type { WindowFeed } from '../windows/window-feed.js';

/** What a model says of a stretch of a video. Times in seconds; best first. */
export interface PredictedWindow {
  start: number;
  end: number;
  predictions: ClassScore[];
}

export interface NamingOptions {
  topK: number;
  labels?: readonly string[] | undefined;
  labelFile?: string | undefined;
}

/** Windows of a file, predicted as many at a time as a batch holds, while the next ones are decoded. */
export async function* predictWindows(
  recognizer: Recognizer,
  feed: WindowFeed,
  { batchSize, ...naming }: NamingOptions & { batchSize: number },
): AsyncGenerator<PredictedWindow, void, undefined> {
  let next = nextBatch(feed, batchSize);
  for (;;) {
    const batch = await next;
    if (batch.length === 0) return;
    next = nextBatch(feed, batchSize);
    // Who stops listening, or a model that fails, leaves it behind.
    next.catch(() => undefined);
    const scores = await recognizer.predict(batch.map(({ sample }) => sample));
    for (const [at, { window }] of batch.entries()) {
      yield { start: thousandth(window.start), end: thousandth(window.end), predictions: named(scores[at]!, naming) };
    }
  }
}

async function nextBatch(feed: WindowFeed, size: number): Promise<FedWindow[]> {
  const batch: FedWindow[] = [];
  while (batch.length < size) {
    const fed = await feed.next();
    if (fed === undefined) break;
    batch.push(fed);
  }
  return batch;
}

/** The best classes by name. @throws CliError where the label file is of another dataset */
export function named(scores: Float32Array, { topK, labels, labelFile }: NamingOptions): ClassScore[] {
  if (labels && labelFile !== undefined) requireClasses(labelFile, labels.length, scores.length);
  return topScores(scores, topK, labels);
}

/** Times to the thousandth of a second, as files show them. */
export function thousandth(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
