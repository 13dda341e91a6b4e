import { join } from 'node:path';
import {
  type DataSample,
  type NdArray,
  type TypedArray,
  VISUALIZERS,
  type VisPlace,
  Visualizer,
  visualizerOptions,
} from '@mma/engine';
import { z } from 'zod';
import { VisualizationError } from '../errors.js';
import { sampleClipOptions } from './sample-clip-options.js';
import { labelSample, writePictures } from './write-sample-clip.js';

const drawOptions = z.strictObject(sampleClipOptions);

export interface AddDatasampleOptions extends z.input<typeof drawOptions> {
  /** Names of the classes by index. */
  classes?: readonly string[];
  /** Where to write, without an ending; the backends then get nothing. */
  outPath?: string;
  /** Files what is kept under a step; 0 by default. */
  step?: number;
}

const noEffect = (what: string) => z.unknown().optional().describe(`accepted without effect: ${what}`);

/**
 * A visualizer that knows clips: what MMAction2's configs name. In a run it takes scalars and the like, as `Visualizer` does;
 * alone it draws samples with predictions.
 *
 * @example
 * ```ts
 * const visualizer = new ActionVisualizer();
 * await visualizer.addDatasample('demo', inputs, sample, { classes: ['waving', 'clapping'], outPath: 'out/demo' }); // out/demo.mp4
 * ```
 */
@VISUALIZERS.register({ force: true })
export class ActionVisualizer extends Visualizer {
  static override readonly options = visualizerOptions
    .extend({
      saveDir: z.string().nullish().describe("where clips go; the run's `vis_data` where left out"),
      figSaveCfg: noEffect('nothing is drawn with Matplotlib'),
      figShowCfg: noEffect('nothing is drawn with Matplotlib'),
    })
    .describe('hands scalars, pictures and the config to all backends, and writes clips with predictions');
  #folder: string | undefined;
  readonly #saveDir: string | undefined;

  constructor(options: z.input<typeof ActionVisualizer.options> = {}) {
    super(options);
    this.#saveDir = options.saveDir ?? undefined;
  }

  override async open(place: VisPlace): Promise<void> {
    this.#folder = place.dir;
    await super.open(place);
  }

  /**
   * Draws the true class and the predictions of a sample on its pictures, and writes them as a clip: to `outPath`, or to
   * `clips/<name>_<step>` beside the run's other records, where the backends also get the picture in the middle.
   *
   * @param inputs pictures [..., H, W, C], as a pipeline packs them
   * @returns the file, or the folder of PNG files
   * @throws VisualizationError `MMA_VISUALIZATION_PLACE` outside of a run without `outPath` or `saveDir`
   */
  async addDatasample(
    name: string,
    { inputs, sample }: { inputs: NdArray<TypedArray>; sample: DataSample },
    { classes, outPath, step = 0, ...drawing }: AddDatasampleOptions = {},
  ): Promise<string> {
    const options = drawOptions.parse(drawing);
    const pictures = labelSample(inputs, sample, { ...options, ...(classes === undefined ? {} : { classes }) });
    if (outPath !== undefined) return writePictures(outPath, pictures, options);
    const folder = this.#saveDir ?? this.#folder;
    if (folder === undefined) {
      throw new VisualizationError('MMA_VISUALIZATION_PLACE', `there is no place for the clip ${name}`, {
        hint: 'give outPath or saveDir, or open the visualizer for a run',
      });
    }
    const { data, count, height, width } = pictures;
    const middle = Math.floor(count / 2) * height * width * 3;
    const picture = { data: data.slice(middle, middle + height * width * 3), shape: [height, width, 3] };
    await this.addImage(name, picture, step);
    return writePictures(join(folder, 'clips', `${name}_${step}`), pictures, options);
  }
}
