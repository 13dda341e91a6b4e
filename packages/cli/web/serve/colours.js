/** Told apart by most eyes, on light and on dark. */
const COLOURS = ['#3b82d6', '#e08a1e', '#2e9e6b', '#c2528b', '#8a6fd1', '#b0702f', '#1f9aa8', '#9aa12b'];

/** A class's colour: the most frequent classes of a video get colours of their own. */
export function colouring(analysis) {
  const seen = new Set();
  for (const { predictions } of [analysis, ...analysis.timeline]) if (predictions[0]) seen.add(predictions[0].index);
  for (const { index } of analysis.predictions) seen.add(index);
  const order = [...seen];
  return (index) => {
    const place = order.indexOf(index);
    return place === -1 ? '#8a94a3' : COLOURS[place % COLOURS.length];
  };
}
