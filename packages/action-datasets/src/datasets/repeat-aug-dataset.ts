import { type Compose, DATASETS, type Random, type Results, type Sample } from '@mma/engine';
import { z } from 'zod';
import { type Frames, framesOf, setFrames } from '../image/frames.js';
import { BaseVideoDecode } from '../transforms/decoding/base-video-decode.js';
import { BaseVideoInit } from '../transforms/decoding/base-video-init.js';
import { closeReader } from '../transforms/decoding/close-reader.js';
import { BaseVideoDataset, videoDatasetShape } from './base-video-dataset.js';
import { packedSample } from './packed-sample.js';

/**
 * Repeated augmentation (Hoffer et al. 2019): each video is decoded once and gives `numRepeats` samples, each with frames and
 * augmentations of its own. An item is the list of them; the dataloader's `collate_fn` is `repeat_pseudo_collate`.
 *
 * The pipeline begins with opening, sampling and decoding: `DecordInit`, `SampleFrames`, `DecordDecode`.
 */
@DATASETS.register()
export class RepeatAugDataset extends BaseVideoDataset<Sample[]> {
  static readonly options = z
    .strictObject({
      ...videoDatasetShape,
      numRepeats: z.int().positive().default(4).describe('samples made of each video'),
      sampleOnce: z.boolean().default(false).describe('let all samples of a video have the same frames'),
      testMode: z
        .boolean()
        .default(false)
        .refine((isTest) => !isTest, { error: 'repeats are for training: use VideoDataset to test' })
        .describe('only false'),
    })
    .refine(({ pipeline }) => pipeline[0] instanceof BaseVideoInit && pipeline[2] instanceof BaseVideoDecode, {
      path: ['pipeline'],
      error: 'must begin with steps that open, sample and decode: DecordInit, SampleFrames, DecordDecode',
    })
    .describe('videos of which each is augmented several times within a batch');

  readonly #numRepeats: number;
  readonly #sampleOnce: boolean;

  constructor(options: z.input<typeof RepeatAugDataset.options>) {
    const parsed = RepeatAugDataset.options.parse(options);
    super(parsed);
    this.#numRepeats = parsed.numRepeats;
    this.#sampleOnce = parsed.sampleOnce;
  }

  protected override async make(index: number, random: Random): Promise<Sample[] | null> {
    const { pipeline } = this;
    const [open, sample, decode, augment] = [
      pipeline.part(0, 1),
      pipeline.part(1, 2),
      pipeline.part(2, 3),
      pipeline.part(3),
    ];
    const name = this.describe(index);
    let results: Results | null = this.getDataInfo(index);
    const opened = results;
    try {
      results = await open.transform(results, random);
      results = results && (await this.#sampleAll(results, sample, random));
      results = results && (await decode.transform(results, random));
      return results && (await this.#augmentEach(results, augment, { random, name }));
    } finally {
      await closeReader(opened);
    }
  }

  /** Frames of all repeats, one after the other. */
  async #sampleAll(results: Results, sample: Compose, random: Random): Promise<Results | null> {
    const chosen: number[] = [];
    for (let repeat = 0; repeat < this.#numRepeats; repeat++) {
      if (repeat === 0 || !this.#sampleOnce) {
        const sampled = await sample.transform(results, random);
        if (sampled === null) return null;
        results = sampled;
      }
      chosen.push(...(results['frame_inds'] as Int32Array));
    }
    results['frame_inds'] = Int32Array.from(chosen);
    return results;
  }

  async #augmentEach(
    results: Results,
    augment: Compose,
    { random, name }: { random: Random; name: string },
  ): Promise<Sample[] | null> {
    const all = framesOf(results, 'RepeatAugDataset');
    const { imgs, video_reader, frame_inds, ...info } = results;
    const count = all.shape[0] / this.#numRepeats;
    const samples: Sample[] = [];
    for (let repeat = 0; repeat < this.#numRepeats; repeat++) {
      const current: Results = structuredClone(info);
      current['frame_inds'] = (frame_inds as Int32Array).slice(repeat * count, (repeat + 1) * count);
      setFrames(current, share(all, repeat * count, count));
      const augmented = await augment.transform(current, random);
      if (augmented === null) return null;
      samples.push(packedSample(augmented, name));
    }
    return samples;
  }
}

/** A window on some of the pictures, without copying. */
function share({ data, shape: [, height, width, channels] }: Frames, first: number, count: number): Frames {
  const size = height * width * channels;
  return { data: data.subarray(first * size, (first + count) * size), shape: [count, height, width, channels] };
}
