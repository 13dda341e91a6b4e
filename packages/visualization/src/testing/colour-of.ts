/** The colour of a sample's frame: known without a file. */
export function colourOf(index: number, frame: number): [number, number, number] {
  return [40 + index * 50, 60 + frame * 30, 200 - index * 30];
}
