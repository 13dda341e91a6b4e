import { basename, extname, join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { type BaseDataset, isUserError, openDataset } from '@mma/engine';
import { createClip } from '../clips/clip-sink.js';
import { writeWhole } from '../clips/write-whole.js';
import type { BrowsedClip, BrowseSettings, BrowseSetup } from './browse-format.js';
import { SheetPainter } from './draw-sheet.js';
import { filmStrip } from './film-strip.js';
import { type RecordedClip, recordClip } from './record-clip.js';
import { selectStages } from './select-stages.js';
import { layOutSheet, type SheetLayout } from './sheet-layout.js';

const setup = workerData as BrowseSetup;
let dataset: Promise<BaseDataset> | undefined;

/** Makes one sample, draws it and writes it; runs on a thread of the pool. */
export default async function browseClip(index: number): Promise<BrowsedClip> {
  const { source, settings } = setup;
  dataset ??= openDataset(source);
  const opened = await dataset;
  let clip: RecordedClip;
  try {
    clip = await recordClip(opened, { seed: settings.seed, epoch: 0, index });
  } catch (error) {
    if (!isUserError(error)) throw error;
    const file = opened.fileOf(index) ?? `sample ${index}`;
    return { index, source: file, label: '', frameIndices: [], steps: [], problem: error.message };
  }
  const classes = settings.classes.length > 0 ? settings.classes : (opened.metainfo.classes ?? []);
  const label = labelText(clip.labels, classes);
  const layout = layOutSheet(selectStages(clip.stages, settings.mode), settings.rescaleFactor);
  const painter = new SheetPainter(layout, { file: clip.file, label });
  const stem = basename(clip.file, extname(clip.file));
  const output = `${String(index).padStart(settings.digits, '0')}_${stem}.${settings.format}`;
  await writeClip(join(settings.folder, output), { painter, layout }, settings);
  const steps = clip.stages.map(({ name, width, height, lazy, repeat }) => {
    const size = `${lazy?.width ?? width} × ${lazy?.height ?? height}`;
    return repeat === undefined ? `${name}: ${size}` : `sample ${repeat} · ${name}: ${size}`;
  });
  return { index, source: clip.file, label, output, frameIndices: clip.frameIndices, steps };
}

function labelText(labels: readonly number[], classes: readonly string[]): string {
  if (labels.length === 0) return 'no label';
  return labels
    .map((label) => (classes[label] === undefined ? `label ${label}` : `${label} ${classes[label]}`))
    .join(', ');
}

async function writeClip(
  path: string,
  { painter, layout }: { painter: SheetPainter; layout: SheetLayout },
  { format, fps }: BrowseSettings,
): Promise<void> {
  if (format === 'png') return writeWhole(path, filmStrip(painter, layout), { flush: false });
  const { width, height, moments } = layout;
  // Clips are soon made again: none is worth waiting for the disk.
  const sink = await createClip(path, { width, height, fps, preset: 'ultrafast', pixels: 'rgba', flush: false });
  try {
    for (let moment = 0; moment < moments; moment++) await sink.write(painter.draw(moment));
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
