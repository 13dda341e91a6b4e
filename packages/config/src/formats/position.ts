/** A place in a text, both numbers 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A function from offsets in a text to lines and columns. Lines are found once, so that asking often stays cheap. */
export function linesOf(text: string): (offset: number) => Position {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}
