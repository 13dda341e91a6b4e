import type { Stage } from './stage.js';

export const BROWSE_MODES = ['original', 'transformed', 'concat', 'pipeline'] as const;

/** Which stages are shown: what was decoded, what the model gets, both side by side, or every transform. */
export type BrowseMode = (typeof BROWSE_MODES)[number];

/** The stages that a mode shows, each under the name that stands above it. */
export function selectStages(stages: readonly Stage[], mode: BrowseMode): { title: string; stage: Stage }[] {
  const first = stages[0]!;
  const last = stages.at(-1)!;
  switch (mode) {
    case 'original':
      return [{ title: 'original', stage: first }];
    case 'transformed':
      return [{ title: 'transformed', stage: last }];
    case 'concat':
      return [
        { title: 'original', stage: first },
        { title: 'transformed', stage: last },
      ];
    case 'pipeline':
      return stages.map((stage, at) => ({ title: `${at + 1}  ${stage.name}`, stage }));
  }
}
