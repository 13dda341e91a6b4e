/** A number as tables show it: four figures, no more zeros than needed. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** `412 ms`, `2.113 s` */
export function seconds(value: number): string {
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(3)} s`;
}

/** `3 %` */
export function share(value: number): string {
  return `${Math.round(value * 100)} %`;
}
