import { z } from 'zod';
import { EngineError } from '../errors.js';
import type { Random } from '../random/random.js';
import { component } from '../registry/component.js';
import { TRANSFORMS } from '../registry/roots.js';
import type { DataSample } from '../structures/data-sample.js';
import { BaseTransform, type Results } from './base-transform.js';
import { Compose } from './compose.js';

const options = z
  .strictObject({
    transforms: z
      .array(z.array(component(TRANSFORMS)).min(1))
      .min(1)
      .describe('for each step the transforms to choose from; every combination makes a version of the sample'),
  })
  .describe('makes several versions of a sample for test-time augmentation; the last step of a tta_pipeline');

/**
 * Makes versions of a sample, one for each way through its steps (MMCV's `TestTimeAug`): with steps [[Flip, no Flip], [Pack]]
 * two. Gives `inputs` and `data_samples` as lists; a subclass of `BaseTTAModel` merges what is predicted of them.
 */
@TRANSFORMS.register()
export class TestTimeAug extends BaseTransform {
  static readonly options = options;
  private readonly ways: readonly Compose[];

  constructor({ transforms }: z.output<typeof options>) {
    super();
    this.ways = waysThrough(transforms).map((way) => new Compose(way));
  }

  /** @throws EngineError `MMA_DATA_TTA` when a way does not end in packed inputs */
  override async transform(results: Results, random: Random): Promise<Results | null> {
    const inputs: unknown[] = [];
    const dataSamples: DataSample[] = [];
    for (const [index, way] of this.ways.entries()) {
      const packed = await way.transform(copyOf(results) as Results, random);
      if (packed === null) return null;
      const sample = packed['data_samples'] as DataSample | undefined;
      if (packed['inputs'] === undefined || sample === undefined) throw notPacked();
      inputs.push(packed['inputs']);
      dataSamples.push({ ...sample, metainfo: { ...sample.metainfo, tta: { index, of: this.ways.length } } });
    }
    return { inputs, data_samples: dataSamples };
  }
}

function waysThrough(steps: readonly (readonly BaseTransform[])[]): BaseTransform[][] {
  return steps.reduce<BaseTransform[][]>(
    (ways, choices) => ways.flatMap((way) => choices.map((choice) => [...way, choice])),
    [[]],
  );
}

/** A copy that transforms may change: arrays and plain objects with all they hold. Others, such as open videos, are shared. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]));
}

function notPacked(): EngineError {
  return new EngineError('MMA_DATA_TTA', 'a way through TestTimeAug does not end in `inputs` and `data_samples`', {
    hint: 'let the last of its steps be [PackActionInputs]',
  });
}
