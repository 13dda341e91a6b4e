import { basename, dirname, extname, resolve } from 'node:path';
import { type Frames, INTERPOLATIONS, type Interpolation, rescaleSize, resizeFrames } from '@mma/action-datasets';
import { BaseRecognizer, gradCam } from '@mma/action-models';
import { tf } from '@mma/backend';
import { type Batch, inject, injectable, loadCheckpoint } from '@mma/engine';
import { blendHeat, createClip, localizationMap } from '@mma/visualization';
import type { Command } from '../command.js';
import { CliError, UsageError } from '../errors.js';
import { findLayer } from '../explain/find-layer.js';
import { prepareVideo } from '../explain/prepare-video.js';
import { readLabels } from '../inference/labels.js';
import { type ClassScore, topScores } from '../inference/predictions.js';
import { findVideos } from '../inference/sources.js';
import { withTempFolder } from '../output/temp-folder.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { makeFolder } from '../output/write-file.js';
import { buildModel } from '../run/build-model.js';
import type { VisCamOptions } from '../specs/vis-cam.js';

/** `mma vis-cam CONFIG CHECKPOINT VIDEO` */
@injectable()
export class VisCamCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name, checkpoint, input]: readonly string[], options: VisCamOptions): Promise<undefined> {
    resizing(options);
    return withTempFolder(async (downloads) => {
      const [video, ...others] = await findVideos([input!], downloads);
      if (others.length > 0)
        throw new UsageError(`${input} stands for ${others.length + 1} videos.`, 'Give one of them.');
      return this.draw([name!, checkpoint!, video!.file], options);
    });
  }

  private async draw([name, checkpoint, video]: [string, string, string], options: VisCamOptions): Promise<undefined> {
    const resize = resizing(options);
    const output = options.outFilename ?? `${basename(video, extname(video))}_cam.mp4`;
    if (resolve(output) === resolve(video)) throw new UsageError(`--out-filename ${output} is the video itself.`);

    const { model, config } = await buildModel(name, {
      ...options,
      cfgOptions: options.cfgOptions,
      terminal: this.terminal,
    });
    if (!(model instanceof BaseRecognizer)) {
      throw new CliError(
        'MMA_CLI_MODEL',
        `The model of ${config.filename} is a ${model.constructor.name}, which is no recognizer.`,
      );
    }
    const layer = findLayer(model, options.targetLayerName);
    const labels = options.labelFile === undefined ? undefined : await readLabels(options.labelFile, model.numClasses);
    await loadCheckpoint(model, checkpoint);
    const batch = await prepareVideo(config, video);
    const tensors = model.dataPreprocessor.prepare(batch);
    try {
      const { targetClass } = options;
      const cam = await gradCam(model, tensors, { layer, ...(targetClass === undefined ? {} : { targetClass }) });
      this.report(topScores(cam.scores, 5, labels), options);
      const frames = framesOf(batch);
      const [, height, width] = frames.shape;
      const data = blendHeat(frames.data, localizationMap(cam.map, { width, height }), options.alpha);
      await writeClip(output, resize({ data, shape: frames.shape }), options.fps);
    } finally {
      tf.dispose(tensors);
    }
    this.terminal.error(`wrote ${output}`);
    return undefined;
  }

  private report(top: readonly ClassScore[], { json }: VisCamOptions): void {
    if (json) {
      this.terminal.print(JSON.stringify({ top }));
      return;
    }
    const width = Math.max(...top.map(({ label }) => label.length));
    this.terminal.print(
      ['score before softmax', ...top.map(({ label, score }) => `  ${label.padEnd(width)}  ${score.toFixed(4)}`)].join(
        '\n',
      ),
    );
  }
}

/** The pictures as the model gets them: [pictures, H, W, 3]. */
function framesOf(batch: Batch): Frames {
  const { data, shape } = batch.inputs[0]!;
  if (data instanceof Uint8Array && shape.length === 4 && shape[3] === 3)
    return { data, shape: shape as Frames['shape'] };
  throw new CliError(
    'MMA_CLI_CAM',
    `The pipeline makes inputs of [${shape.join(', ')}], not pictures [pictures, height, width, 3].`,
    {
      hint: 'Grad-CAM is drawn for recognizers that look at RGB pictures one by one (Recognizer2D).',
    },
  );
}

/** As large as fits into a width and height, in the proportions of the pictures. */
function resizing({ targetResolution, resizeAlgorithm }: VisCamOptions): (frames: Frames) => Frames {
  if (!(INTERPOLATIONS as readonly string[]).includes(resizeAlgorithm)) {
    throw new UsageError(
      `--resize-algorithm ${resizeAlgorithm}: there is none.`,
      `Choose ${INTERPOLATIONS.join(', ')}.`,
    );
  }
  if (targetResolution === undefined) return (frames) => frames;
  const sides = targetResolution.map(Number);
  const isSide = (side: number | undefined): boolean => side === -1 || (Number.isInteger(side) && side! > 0);
  if (sides.length !== 2 || !sides.every(isSide)) {
    throw new UsageError(
      `--target-resolution ${targetResolution.join(' ')}: that is no width and height.`,
      'As in 340 256, or 340 -1.',
    );
  }
  if (sides.every((side) => side === -1)) return (frames) => frames;
  const scale = sides.map((side) => (side === -1 ? Number.POSITIVE_INFINITY : side)) as [number, number];
  return (frames) => {
    const [, height, width] = frames.shape;
    return resizeFrames(frames, rescaleSize([width, height], scale), resizeAlgorithm as Interpolation);
  };
}

async function writeClip(output: string, { data, shape }: Frames, fps: number): Promise<void> {
  const [count, height, width] = shape;
  await makeFolder(dirname(output));
  const clip = await createClip(output, { width, height, fps });
  try {
    const bytes = width * height * 3;
    for (let i = 0; i < count; i++) await clip.write(data.subarray(i * bytes, (i + 1) * bytes));
    await clip.close();
  } catch (error) {
    await clip.abort();
    throw error;
  }
}
