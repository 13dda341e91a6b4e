import { component, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';

/** The options that all datasets of labelled clips have, MMAction2's and MMEngine's. */
export const actionDatasetShape = {
  pipeline: z.array(component(TRANSFORMS)).min(1).describe('transforms that make a sample, in order'),
  dataRoot: z.string().default('').describe('folder that ann_file and data_prefix are relative to'),
  multiClass: z.boolean().default(false).describe('a sample may have several labels'),
  numClasses: z.int().positive().nullish().describe('number of classes: labels are checked against it'),
  testMode: z
    .boolean()
    .default(false)
    .describe(
      'a sample that a transform refuses is an error, not replaced by another (transforms have a test_mode of their own)',
    ),
  metainfo: z
    .looseObject({ classes: z.union([z.array(z.string()), z.string()]).optional() })
    .prefault({})
    .describe('class names and the like; `classes` may be a file with one name a line'),
  indices: z
    .union([z.int(), z.array(z.int())])
    .nullish()
    .describe('use only the first n samples (the last −n when negative), or those of these numbers'),
  filterCfg: z
    .strictObject({
      filterEmptyGt: z.boolean().default(false).describe('leave out samples without a label'),
      labels: z.array(z.int().nonnegative()).optional().describe('keep only samples of these classes'),
      minFrames: z.int().positive().optional().describe('leave out folders of fewer frames (lists of raw frames)'),
    })
    .nullish()
    .describe('which samples of the annotation file to leave out, before `indices`'),
  maxRefetch: z
    .int()
    .nonnegative()
    .default(1000)
    .describe('other samples to try when a transform refuses one in training'),
  serializeData: z.boolean().default(true).describe('accepted without effect: annotations are compact as they are'),
  lazyInit: z
    .boolean()
    .default(false)
    .describe('accepted without effect: annotations are read by `load`, not at construction'),
};

const schema = z.object(actionDatasetShape);
export type ActionDatasetSettings = z.output<typeof schema>;

export const annFile = z.string().min(1).describe('annotation file: text, .csv or .json');
export const startIndex = z.int().nonnegative();

/** A folder that names of an annotation file are relative to. */
export const prefix = z.string().nullish();

/** The folder of another kind of dataset, left over where a config inherits from one for that kind. */
export const unusedPrefix = z.string().nullish().describe('accepted without effect: other kinds of datasets use it');
