import type { Annotation } from '../annotations/annotation.js';
import { DataError } from '../errors.js';
import type { ActionDatasetSettings } from './action-dataset-options.js';

/** The annotations that `filter_cfg` leaves, and of these the ones that `indices` names. */
export function selectAnnotations(
  annotations: readonly Annotation[],
  { filterCfg, indices }: Pick<ActionDatasetSettings, 'filterCfg' | 'indices'>,
): Annotation[] {
  const kept = filterCfg == null ? [...annotations] : annotations.filter((annotation) => passes(annotation, filterCfg));
  if (indices == null) return kept;
  if (Array.isArray(indices)) return indices.map((index) => pick(kept, index));
  if (Math.abs(indices) > kept.length) throw outOfRange(indices, kept.length);
  return indices >= 0 ? kept.slice(0, indices) : kept.slice(indices);
}

function passes(
  { labels, totalFrames, more }: Annotation,
  { filterEmptyGt, labels: wanted, minFrames }: NonNullable<ActionDatasetSettings['filterCfg']>,
): boolean {
  if (filterEmptyGt && labels.length === 0 && more?.['label'] === undefined) return false;
  if (wanted !== undefined && !labels.some((label) => wanted.includes(label))) return false;
  return minFrames === undefined || totalFrames === undefined || totalFrames >= minFrames;
}

function pick(annotations: readonly Annotation[], index: number): Annotation {
  const annotation = annotations.at(index);
  if (annotation === undefined) throw outOfRange(index, annotations.length);
  return annotation;
}

function outOfRange(index: number, length: number): DataError {
  return new DataError('MMA_DATA_INDEX_RANGE', `\`indices\` names ${index}, and there are ${length} samples`);
}
