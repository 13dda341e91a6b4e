import { readdir } from 'node:fs/promises';
import { BaseTransform, type NdArray, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import { templatePattern } from '../../python-template.js';

/**
 * Begins a pipeline with what a user gives for inference, in place of a dataset.
 *
 * Reads `inputs`: a video's path (`input_format: 'video'`), a folder of frames (`rawframes`), frames in memory ([T, H, W, C]
 * uint8, `array`), or the results that a dataset would give (`dict`); writes what SampleFrames and the decoders need.
 *
 * @throws DataError `MMA_DATA_INFERENCE_INPUT`
 */
@TRANSFORMS.register()
export class InferencerPackInput extends BaseTransform {
  static readonly options = z
    .strictObject({
      inputFormat: z.enum(['video', 'rawframes', 'array', 'dict']).default('video').describe('what `inputs` is'),
      filenameTmpl: z
        .string()
        .default('img_{:05}.jpg')
        .describe('name of a frame in a folder, as a Python format string'),
      modality: z.enum(['RGB', 'Flow']).default('RGB').describe('what the pictures in a folder show'),
      startIndex: z.int().nonnegative().default(1).describe('number of the first frame in a folder'),
    })
    .describe('packs what an inferencer is given into the results that pipelines begin with');

  readonly #options: z.output<typeof InferencerPackInput.options>;

  constructor(options: z.input<typeof InferencerPackInput.options> = {}) {
    super();
    this.#options = InferencerPackInput.options.parse(options);
  }

  override async transform({ inputs }: Results): Promise<Results> {
    switch (this.#options.inputFormat) {
      case 'video':
        return { filename: pathOf(inputs, 'the path of a video'), start_index: 0, modality: 'RGB' };
      case 'rawframes':
        return this.#folder(pathOf(inputs, 'the path of a folder of frames'));
      case 'array':
        return arrayInput(inputs as NdArray | undefined);
      case 'dict':
        if (typeof inputs === 'object' && inputs !== null) return { ...inputs };
        throw wrong('the results of a dataset', inputs);
    }
  }

  async #folder(folder: string): Promise<Results> {
    const { filenameTmpl, modality, startIndex } = this.#options;
    const pattern = templatePattern(filenameTmpl, modality === 'Flow' ? 'x' : undefined);
    const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
      throw new DataError('MMA_DATA_INFERENCE_INPUT', `cannot read the folder ${folder}: ${cause.message}`, { cause });
    });
    const total = names.filter((name) => pattern.test(name)).length;
    if (total === 0) {
      throw new DataError(
        'MMA_DATA_INFERENCE_INPUT',
        `${folder} holds no frame named like ${filenameTmpl} (of ${names.length} files)`,
        { hint: 'say how frames are named: filename_tmpl' },
      );
    }
    return { frame_dir: folder, total_frames: total, start_index: startIndex, filename_tmpl: filenameTmpl, modality };
  }
}

function arrayInput(array: NdArray | undefined): Results {
  const modality = array?.shape?.length === 4 ? { 2: 'Flow', 3: 'RGB' }[array.shape[3]!] : undefined;
  if (array === undefined || modality === undefined)
    throw wrong('[T, H, W, C] with C = 3 (RGB) or 2 (flow)', array?.shape);
  return { total_frames: array.shape[0], start_index: 0, array, modality };
}

function pathOf(inputs: unknown, expected: string): string {
  if (typeof inputs === 'string') return inputs;
  throw wrong(expected, inputs);
}

function wrong(expected: string, found: unknown): DataError {
  return new DataError(
    'MMA_DATA_INFERENCE_INPUT',
    `InferencerPackInput: expected ${expected} as \`inputs\`, found ${JSON.stringify(found) ?? 'nothing'}`,
    { hint: 'input_format says what is given: video, rawframes, array or dict' },
  );
}
