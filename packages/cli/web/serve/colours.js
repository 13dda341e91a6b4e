import { PALETTE } from './palette.js';

/** A class's colour: the most frequent classes of a video get colours of their own. */
export function colouring(analysis) {
  const seen = new Set();
  for (const { predictions } of [analysis, ...analysis.timeline]) if (predictions[0]) seen.add(predictions[0].index);
  for (const { index } of analysis.predictions) seen.add(index);
  const order = [...seen];
  return (index) => {
    const place = order.indexOf(index);
    return place === -1 ? '#8a94a3' : PALETTE[place % PALETTE.length];
  };
}
