import { z } from 'zod';

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z
    .union([item, z.array(item)])
    .nullish()
    .transform((given): z.output<T>[] => (given == null ? [] : ([given].flat() as z.output<T>[])));

/** The options of `CheckpointHook`, under MMEngine's names. */
export const checkpointHookOptions = z
  .strictObject({
    interval: z.int().default(-1).describe('epochs (or iterations) between two checkpoints; -1 for none but the last'),
    byEpoch: z.boolean().default(true).describe('whether interval and save_begin count epochs rather than iterations'),
    saveOptimizer: z.boolean().default(true).describe('whether the optimizer is saved, which resuming takes'),
    saveParamScheduler: z.boolean().default(true).describe('whether the schedulers are saved, which resuming takes'),
    outDir: z
      .string()
      .nullish()
      .describe('a folder for all checkpoints, in which each work dir gets its own; the work dir itself unless given'),
    maxKeepCkpts: z
      .int()
      .default(-1)
      .describe('how many to keep; the oldest goes once a new one is safe. -1 keeps all'),
    saveLast: z.boolean().default(true).describe('whether the end of training is saved in any case'),
    saveBest: oneOrMore(z.string()).describe(
      "metrics whose best weights are kept; 'auto' is the first metric of the evaluator",
    ),
    rule: oneOrMore(z.enum(['greater', 'less'])).describe(
      "'greater' or 'less': one for all metrics, or one for each; told from their names unless given",
    ),
    greaterKeys: z.array(z.string()).optional().describe('parts of names of metrics of which more is better'),
    lessKeys: z.array(z.string()).optional().describe('parts of names of metrics of which less is better'),
    filenameTmpl: z
      .string()
      .refine((name) => /^[^/\\]*\{\}[^/\\]*\.(?:pth|pt|ckpt)$/.test(name), {
        error: 'a file name with {} for the number and the ending .pth, such as "epoch_{}.pth"',
      })
      .optional()
      .describe("the file's name, with {} for the epoch or iteration"),
    publishedKeys: oneOrMore(z.string()).describe(
      'entries of the checkpoints that are published at the end: the last one and the best, each with a hash in its name',
    ),
    saveBegin: z.int().min(0).default(0).describe('no checkpoint before this epoch (or iteration)'),
  })
  .refine(({ saveBest }) => saveBest.length === 1 || !saveBest.includes('auto'), {
    error: '"auto" stands alone: it is the first metric of the evaluator',
    path: ['saveBest'],
  })
  .refine(({ saveBest }) => new Set(saveBest).size === saveBest.length, {
    error: 'a metric is named twice',
    path: ['saveBest'],
  })
  .refine(({ saveBest, rule }) => rule.length < 2 || rule.length === saveBest.length, {
    error: 'give one rule, or one for each metric of save_best',
    path: ['rule'],
  })
  .describe('saves checkpoints: every interval, at the end, the best, and where a run is stopped');

export type CheckpointHookSettings = z.output<typeof checkpointHookOptions>;
