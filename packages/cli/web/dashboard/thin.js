/** Points of one chart that are drawn one by one; beyond that there are more than a screen has columns. */
const MOST_POINTS = 3000;
/** Places on the axis that many points are gathered in. */
const PLACES = 700;

/**
 * Places for points that are too many to be drawn: the same for all lines, so that one table holds them. undefined where all can be drawn.
 *
 * @param {(number | null)[][]} positions of the points, line by line
 * @param {{ min: number, max: number } | null} zoom
 */
export function placesFor(positions, zoom) {
  const { min: left, max: right } = zoom ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  // A little more than is seen, so that lines go on beyond the edge.
  const margin = zoom === null ? 0 : (right - left) / 20;
  const [from, to] = [left - margin, right + margin];
  let [count, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const line of positions) {
    for (const position of line) {
      if (position === null || position < from || position > to) continue;
      count += 1;
      if (position < min) min = position;
      if (position > max) max = position;
    }
  }
  return count <= MOST_POINTS || min === max ? undefined : { min, max, step: (max - min) / PLACES };
}

/**
 * Gathers the points of a line in places; those outside are left out.
 *
 * @param {(number | null)[]} positions
 * @param {{ how: 'mean' | 'low' | 'high', values: (number | null)[] }[]} columns
 * @returns {(number | null)[][]} positions and a column each
 */
export function gather(positions, columns, { min, max, step }) {
  const ends = [];
  const x = [];
  let last = -1;
  for (const [row, position] of positions.entries()) {
    if (position === null || position < min || position > max) continue;
    const place = Math.round((position - min) / step);
    if (place === last) ends[ends.length - 1].push(row);
    else {
      last = place;
      x.push(min + place * step);
      ends.push([row]);
    }
  }
  return [x, ...columns.map(({ how, values }) => ends.map((rows) => GATHERED[how](rows, values)))];
}

const GATHERED = {
  mean(rows, values) {
    let [sum, count] = [0, 0];
    for (const row of rows) {
      if (values[row] === null) continue;
      sum += values[row];
      count += 1;
    }
    return count === 0 ? null : sum / count;
  },
  low: (rows, values) => extreme(rows, values, (a, b) => a < b),
  high: (rows, values) => extreme(rows, values, (a, b) => a > b),
};

function extreme(rows, values, isBeyond) {
  let found = null;
  for (const row of rows) {
    const value = values[row];
    if (value !== null && (found === null || isBeyond(value, found))) found = value;
  }
  return found;
}
