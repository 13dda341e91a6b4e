/** Something that took time, in milliseconds of `performance.now()`; and the memory in use at its end. */
export interface Span {
  name: string;
  start: number;
  end: number;
  memory?: { rss: number; tensors: number };
}

/** Spans in Chrome's trace event format (`chrome://tracing`, ui.perfetto.dev), in microseconds. */
export function traceEvents(spans: readonly Span[]): { traceEvents: Record<string, unknown>[]; displayTimeUnit: 'ms' } {
  const place = { pid: process.pid, tid: 0 };
  const events = spans.flatMap(({ name, start, end, memory }) => [
    { ...place, ph: 'X', cat: 'train', name, ts: start * 1000, dur: (end - start) * 1000 },
    ...(memory === undefined
      ? []
      : [
          { ...place, ph: 'C', name: 'resident memory', ts: end * 1000, args: { bytes: memory.rss } },
          { ...place, ph: 'C', name: 'tensors', ts: end * 1000, args: { count: memory.tensors } },
        ]),
  ]);
  return { traceEvents: events, displayTimeUnit: 'ms' };
}
