import { basename, join } from 'node:path';
import { type DataSample, type EvalStepPayload, HOOKS, Hook, type HookContext } from '@mma/engine';
import { z } from 'zod';
import { ActionVisualizer } from './action-visualizer.js';
import { sampleClipOptions } from './sample-clip-options.js';

const options = z
  .strictObject({
    enable: z.boolean().default(false).describe('whether it does anything'),
    interval: z.int().positive().default(5000).describe('every how many samples one is drawn'),
    show: z
      .literal(false, { error: 'nothing is shown in windows: the clips go to files' })
      .default(false)
      .describe('only false: clips go to files'),
    outDir: z
      .string()
      .nullish()
      .describe(
        "folder for the clips; `clips` in the run's `vis_data` where left out, and backends get a picture of each",
      ),
    waitTime: z.number().optional().describe('accepted without effect: it belongs to windows'),
    ...sampleClipOptions,
  })
  .describe('writes clips of what is validated and tested, with the true class and the predictions drawn on them');

/** Writes every n-th sample of validation and test, as the model got it, with the true class and the predictions drawn on it. */
@HOOKS.register()
export class VisualizationHook extends Hook {
  static readonly options = options;
  readonly #settings: z.output<typeof options>;
  #seen = 0;

  constructor(given: z.input<typeof options>) {
    super();
    this.#settings = options.parse(given);
  }

  override beforeValEpoch(): void {
    this.#seen = 0;
  }

  override beforeTestEpoch(): void {
    this.#seen = 0;
  }

  override async afterValIter(context: HookContext, payload: EvalStepPayload): Promise<void> {
    const { epoch, iter, maxEpochs } = context.progress;
    await this.#draw(context, payload, maxEpochs > 1 ? epoch : iter);
  }

  override async afterTestIter(context: HookContext, payload: EvalStepPayload): Promise<void> {
    await this.#draw(context, payload, 0);
  }

  async #draw(context: HookContext, { batch, outputs }: EvalStepPayload, step: number): Promise<void> {
    const { enable, interval, outDir, show: _show, waitTime: _waitTime, ...drawing } = this.#settings;
    const first = this.#seen;
    this.#seen += outputs.length;
    if (!enable) return;
    const classes = classesOf(context);
    for (const [at, sample] of outputs.entries()) {
      if ((first + at) % interval !== 0) continue;
      const name = nameOf(sample, first + at);
      const place = outDir ?? join(context.run.logDir, 'vis_data', 'clips');
      const { visualizer } = context;
      const own = outDir == null && visualizer instanceof ActionVisualizer ? visualizer : new ActionVisualizer();
      await own.addDatasample(
        name,
        { inputs: batch.inputs[at]!, sample },
        {
          ...drawing,
          step,
          ...(classes === undefined ? {} : { classes }),
          ...(own === visualizer ? {} : { outPath: join(place, `${name}_${step}`) }),
        },
      );
    }
  }
}

function classesOf({ datasetMeta }: HookContext): string[] | undefined {
  const { classes } = (datasetMeta ?? {}) as { classes?: unknown };
  return Array.isArray(classes) ? classes.map(String) : undefined;
}

/** The number comes first, so that two videos of one name do not share a file. */
function nameOf({ metainfo }: DataSample, index: number): string {
  const file = metainfo['filename'] ?? metainfo['frame_dir'];
  return typeof file === 'string' ? `${index}_${basename(file).replace(/\.[^.]*$/, '')}` : `sample_${index}`;
}
