import { z } from 'zod';

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z
    .union([item, z.array(item)])
    .nullish()
    .transform((given): z.output<T>[] => (given == null ? [] : ([given].flat() as z.output<T>[])));

/** The options of `CheckpointHook`, under MMEngine's names. */
export const checkpointHookOptions = z
  .strictObject({
    /** Epochs (or iterations) between two checkpoints; -1 for none but the last. */
    interval: z.int().default(-1),
    byEpoch: z.boolean().default(true),
    saveOptimizer: z.boolean().default(true),
    saveParamScheduler: z.boolean().default(true),
    /** A folder for all checkpoints, in which each work dir gets its own; the work dir itself unless given. */
    outDir: z.string().nullish(),
    /** How many to keep; the oldest goes once a new one is safe. -1 keeps all. */
    maxKeepCkpts: z.int().default(-1),
    saveLast: z.boolean().default(true),
    /** Metrics whose best weights are kept; 'auto' is the first metric of the evaluator. */
    saveBest: oneOrMore(z.string()),
    /** 'greater' or 'less': one for all metrics, or one for each; told from their names unless given. */
    rule: oneOrMore(z.enum(['greater', 'less'])),
    greaterKeys: z.array(z.string()).optional(),
    lessKeys: z.array(z.string()).optional(),
    /** The file's name, with {} for the epoch or iteration. */
    filenameTmpl: z
      .string()
      .refine((name) => /^[^/\\]*\{\}[^/\\]*\.(?:pth|pt|ckpt)$/.test(name), {
        error: 'a file name with {} for the number and the ending .pth, such as "epoch_{}.pth"',
      })
      .optional(),
    /** Entries of the checkpoints that are published at the end: the last one and the best, each with a hash in its name. */
    publishedKeys: oneOrMore(z.string()),
    /** No checkpoint before this epoch (or iteration). */
    saveBegin: z.int().min(0).default(0),
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
  });

export type CheckpointHookSettings = z.output<typeof checkpointHookOptions>;
