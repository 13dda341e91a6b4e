import type { TopLevelSpec } from 'vega-lite';
import { HOUSE_STYLE } from './vega-spec.js';

/** What a chart of a dataset shows of one split. */
export interface SplitFigures {
  split: string;
  /** Clips of each class, by class number. */
  classes: readonly { label: number; clips: number }[];
  /** Seconds of each clip. */
  durations: readonly number[];
}

const WIDTH = 640;
/** Classes that get a bar and a name each; of more, only the bars in order of size. */
const MAX_NAMED = 60;

/** How many clips each class has and how long clips are, split by split, in Vega-Lite's terms. */
export function datasetSpec(splits: readonly SplitFigures[], names: readonly string[] = []): TopLevelSpec {
  const order = splits.map(({ split }) => split);
  const colour = { field: 'split', type: 'nominal', title: null, sort: order } as const;
  // Bars are stacked in the order of the splits.
  const stack = { field: 'rank', type: 'quantitative' } as const;
  const counts = splits.flatMap(({ split, classes }, rank) =>
    classes.map(({ label, clips }) => ({ split, rank, clips, class: names[label] ?? `class ${label}` })),
  );
  const lengths = splits.flatMap(({ split, durations }, rank) =>
    durations.map((seconds) => ({ split, rank, seconds })),
  );
  const isNamed = new Set(counts.map((row) => row.class)).size <= MAX_NAMED;
  const classes = {
    width: WIDTH,
    ...(isNamed ? {} : { height: 400 }),
    data: { values: counts },
    mark: 'bar' as const,
    encoding: {
      y: {
        field: 'class',
        type: 'nominal' as const,
        title: isNamed ? null : 'classes, largest first',
        sort: '-x' as const,
        axis: isNamed ? { labelLimit: 260 } : { labels: false, ticks: false },
      },
      x: { field: 'clips', type: 'quantitative' as const, title: 'clips' },
      color: colour,
      order: stack,
    },
  };
  const durations = {
    width: WIDTH,
    height: 160,
    data: { values: lengths },
    mark: 'bar' as const,
    encoding: {
      x: { field: 'seconds', type: 'quantitative' as const, bin: { maxbins: 40 }, title: 'seconds' },
      y: { aggregate: 'count' as const, title: 'clips' },
      color: colour,
      order: stack,
    },
  };
  return {
    ...HOUSE_STYLE,
    vconcat: [...(counts.length > 0 ? [classes] : []), ...(lengths.length > 0 ? [durations] : [])],
  };
}
