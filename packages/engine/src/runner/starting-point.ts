import { both, inLines, onTerminal } from '../checkpoint/download-listener.js';
import { findLatestCheckpoint } from '../checkpoint/find-latest.js';
import { assertComplete } from '../checkpoint/load-checkpoint.js';
import { loadPretrained } from '../checkpoint/load-pretrained.js';
import { describeLoad, loadWeights } from '../checkpoint/load-weights.js';
import { type LoadedCheckpoint, openCheckpoint, openLazily } from '../checkpoint/open-checkpoint.js';
import { type ResumeTarget, resumeFrom } from '../checkpoint/resume.js';
import { resumeMeta } from '../checkpoint/resume-meta.js';
import type { HookList } from '../hooks/hook-list.js';
import type { Logger } from '../logging/logger.js';
import type { BaseModel } from '../model/base-model.js';
import { applyInitCfg } from '../model/init-cfg/apply.js';
import type { RunnerParts } from './runner-parts.js';

/** Where a run starts from: a checkpoint to go on from, weights to begin with, or neither. */
export interface StartingPoint {
  file?: string;
  checkpoint?: LoadedCheckpoint;
  /** Whether to go on where the checkpoint was taken, rather than begin anew with its weights. */
  resume: boolean;
  /** The seed of the run that is resumed. */
  seed?: number;
  /** What is to be said about the choice, once there is a log. */
  warnings: readonly string[];
  /** What a download has said already, for the log. */
  downloaded?: readonly string[];
  /** Frees the checkpoint's file, from which weights that a run begins with are read one by one. */
  close?: () => Promise<void>;
}

/** Finds and reads what a run starts from. */
export async function findStartingPoint(parts: RunnerParts, workDir: string): Promise<StartingPoint> {
  const { loadFrom } = parts;
  const searches = parts.resume === 'auto' || (parts.resume === true && loadFrom === undefined);
  const latest = searches ? await findLatestCheckpoint(workDir) : { warnings: [] };
  const { warnings } = latest;
  if (searches && latest.file === undefined) {
    warnings.push('There is no checkpoint to resume from in the work dir: training begins anew.');
  }
  const file = latest.file ?? loadFrom;
  const resume = latest.file !== undefined || parts.resume === true;
  if (file === undefined) return { resume, warnings };
  const downloaded: string[] = [];
  const listener = both(
    onTerminal(),
    inLines((line) => downloaded.push(line)),
  );
  if (!resume) {
    const { content: checkpoint, close } = await openLazily(file, listener);
    return { file, checkpoint, resume, warnings, downloaded, close };
  }
  const checkpoint = await openCheckpoint(file, listener);
  const { seed } = resumeMeta(checkpoint, file);
  return { file, checkpoint, resume, warnings, downloaded, ...(seed == null ? {} : { seed }) };
}

/** Gives every parameter its value: from the checkpoint where there is one and it fits, else from its initialiser. */
export async function applyStartingPoint(
  start: StartingPoint,
  model: BaseModel,
  { hooks, logger, seed, target }: { hooks: HookList; logger: Logger; seed: number; target?: ResumeTarget },
): Promise<void> {
  const { file, checkpoint, resume } = start;
  for (const line of start.downloaded ?? []) logger.note(line);
  for (const warning of start.warnings) logger.warning(warning);
  if (file === undefined || checkpoint === undefined) {
    if (target === undefined) logger.warning('No checkpoint is named in load_from: the weights are untrained.');
    applyInitCfg(model, logger);
    await loadPretrained(model, logger);
    model.initWeights(seed);
    return;
  }
  await hooks.call('afterLoadCheckpoint', { checkpoint, resumes: resume && target !== undefined });
  const report = await loadWeights(model, checkpoint, file);
  await start.close?.();
  logger.info(describeLoad(report, file));
  applyInitCfg(model, logger);
  await loadPretrained(model, logger);
  model.initWeights(seed);
  if (!resume || target === undefined) return;
  assertComplete(report, file);
  for (const warning of resumeFrom(checkpoint, target, file)) logger.warning(warning);
  logger.info(`resumed epoch: ${target.progress.epoch}, iter: ${target.progress.iter}`);
}
