import type { Stage } from './stage.js';

export const BROWSE_MODES = ['original', 'transformed', 'concat', 'pipeline'] as const;

/** Which stages are shown: what was decoded, what the model gets, both side by side, or every transform. */
export type BrowseMode = (typeof BROWSE_MODES)[number];

export interface ShownStage {
  /** Stands above it. */
  title: string;
  stage: Stage;
}

/** The stages that a mode shows. Of several samples of one video, those of each. */
export function selectStages(stages: readonly Stage[], mode: BrowseMode): ShownStage[] {
  const original = { title: 'original', stage: stages[0]! };
  switch (mode) {
    case 'original':
      return [original];
    case 'transformed':
      return lastOfEach(stages);
    case 'concat':
      return [original, ...lastOfEach(stages)];
    case 'pipeline':
      return everyTransform(stages);
  }
}

function lastOfEach(stages: readonly Stage[]): ShownStage[] {
  const last = new Map(stages.map((stage) => [stage.repeat, stage]));
  // What all samples have in common is not the last of any.
  if (last.size > 1) last.delete(undefined);
  // Alone it is beside nothing that it could be the same as.
  return [...last.values()].map((stage) => ({
    title: named('transformed', stage),
    stage: { ...stage, isUnchanged: false },
  }));
}

/** Transforms that leave the pictures as they are share a place: the model's format is many a pipeline's last two steps. */
function everyTransform(stages: readonly Stage[]): ShownStage[] {
  const shown: { from: number; to: number; stage: Stage }[] = [];
  const common = stages.filter(({ repeat }) => repeat === undefined).length;
  let number = 0;
  for (const stage of stages) {
    const former = shown.at(-1);
    number = stage.repeat === former?.stage.repeat ? number + 1 : Math.min(common, number) + 1;
    if (former?.stage.isUnchanged && stage.isUnchanged) {
      const name = `${former.stage.name} → ${stage.name}`;
      shown[shown.length - 1] = {
        from: former.from,
        to: number,
        stage: { ...stage, name, note: stage.note ?? former.stage.note },
      };
    } else shown.push({ from: number, to: number, stage });
  }
  return shown.map(({ from, to, stage }) => {
    const place = from === to ? `${from}` : `${from}–${to}`;
    return { title: named(`${place}  ${stage.name}`, stage), stage };
  });
}

function named(title: string, { repeat }: Stage): string {
  return repeat === undefined ? title : `sample ${repeat} · ${title}`;
}
