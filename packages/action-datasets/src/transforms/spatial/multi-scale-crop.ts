import { BaseTransform, type Random, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { applyCrop } from './apply-crop.js';
import { pictureShape } from './picture-shape.js';
import { lazyOption, sizeOption, widthAndHeight } from './shared-options.js';

/** Offsets in quarters of the room that is left, as (across, down): corners and centre, then eight more. */
const FIVE_PLACES = [
  [0, 0],
  [4, 0],
  [0, 4],
  [4, 4],
  [2, 2],
] as const;
const EIGHT_MORE_PLACES = [
  [0, 2],
  [4, 2],
  [2, 4],
  [2, 0],
  [1, 1],
  [3, 1],
  [1, 3],
  [3, 3],
] as const;

/**
 * Cuts a rectangle whose width and height are drawn from `scales` of the short edge, at one of a few fixed places or
 * anywhere, the same in every frame (TSN's augmentation, Wang et al. 2016). A `Resize` follows it.
 *
 * Reads `imgs`, and `keypoint`, `gt_bboxes`, `proposals` where present; writes them, `img_shape`, `crop_bbox`, `crop_quadruple`, `scales`.
 */
@TRANSFORMS.register()
export class MultiScaleCrop extends BaseTransform {
  static readonly options = z
    .strictObject({
      inputSize: sizeOption.describe('size of the network input: crops within 2 pixels of it take it exactly'),
      scales: z
        .array(z.number().positive().max(1))
        .min(1)
        .default([1])
        .describe('shares of the short edge to draw from'),
      maxWhScaleGap: z.int().nonnegative().default(1).describe('how far apart in `scales` width and height may be'),
      randomCrop: z.boolean().default(false).describe('place the crop anywhere instead of at fixed places'),
      numFixedCrops: z
        .union([z.literal(5), z.literal(13)])
        .default(5)
        .describe('how many fixed places'),
      lazy: lazyOption,
    })
    .describe(
      "Cuts a rectangle of drawn size at one of a few fixed places or anywhere: TSN's augmentation. A Resize follows it.",
    );

  readonly #options: z.output<typeof MultiScaleCrop.options>;

  constructor(options: z.input<typeof MultiScaleCrop.options>) {
    super();
    this.#options = MultiScaleCrop.options.parse(options);
  }

  override transform(results: Results, random: Random): Results {
    const [height, width] = pictureShape(results, 'MultiScaleCrop');
    const [cropWidth, cropHeight] = this.#drawSize([width, height], random);
    const [left, top] = this.#drawPlace([width - cropWidth, height - cropHeight], random);
    results['scales'] = this.#options.scales;
    const box = [left, top, left + cropWidth, top + cropHeight] as const;
    return applyCrop(results, box, { name: 'MultiScaleCrop', lazy: this.#options.lazy });
  }

  #drawSize(picture: readonly [number, number], random: Random): [width: number, height: number] {
    const shortEdge = Math.min(...picture);
    const { scales, maxWhScaleGap } = this.#options;
    const edges = scales.map((scale) => Math.max(1, Math.trunc(shortEdge * scale)));
    const sizes = edges.flatMap((h, i) =>
      edges.filter((_, j) => Math.abs(i - j) <= maxWhScaleGap).map((w): [number, number] => [w, h]),
    );
    const input = widthAndHeight(this.#options.inputSize);
    return random.choice(sizes).map((edge, side) => {
      const wanted = input[side]!;
      return Math.abs(edge - wanted) < 3 && wanted <= picture[side]! ? wanted : edge;
    }) as [number, number];
  }

  #drawPlace(room: readonly [number, number], random: Random): [left: number, top: number] {
    if (this.#options.randomCrop) return [random.int(0, room[0] + 1), random.int(0, room[1] + 1)];
    const places = this.#options.numFixedCrops === 5 ? FIVE_PLACES : [...FIVE_PLACES, ...EIGHT_MORE_PLACES];
    const [across, down] = random.choice(places);
    return [across * Math.floor(room[0] / 4), down * Math.floor(room[1] / 4)];
  }
}
