import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';

/**
 * Turns labels by category, `{action: [3], scene: [0, 2]}`, into one target for each tag of all categories (Holistic Video
 * Understanding, Diba et al. 2020). Categories that a sample does not speak of are masked out; those that the dataset does not
 * train on are left out.
 *
 * Reads `label` (tags by category, counted from 0 in each), `categories`, `category_nums` (tags of each); writes `label` (0 or 1
 * a tag), `mask` (1 for the tags of annotated categories), `category_mask` (1 for annotated categories), all float32.
 *
 * @throws DataError `MMA_DATA_HVU_LABEL`
 */
@TRANSFORMS.register()
export class LoadHVULabel extends BaseTransform {
  static readonly options = z.strictObject({}).describe('turns the labels of HVU, by category, into one vector');

  constructor(options: z.input<typeof LoadHVULabel.options> = {}) {
    super();
    LoadHVULabel.options.parse(options);
  }

  override transform(results: Results): Results {
    const { categories, counts } = categoriesOf(results);
    const written = results['label'];
    if (typeof written !== 'object' || written === null || Array.isArray(written)) {
      throw wrong(`expected labels by category, found ${JSON.stringify(written) ?? 'none'}`);
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    const label = new Float32Array(total);
    const mask = new Float32Array(total);
    const categoryMask = new Float32Array(categories.length);
    for (const [category, tags] of Object.entries(written as Record<string, readonly number[]>)) {
      const at = categories.indexOf(category);
      if (at < 0) continue;
      const first = counts.slice(0, at).reduce((sum, count) => sum + count, 0);
      const count = counts[at]!;
      categoryMask[at] = 1;
      mask.fill(1, first, first + count);
      for (const tag of tags) {
        if (!Number.isInteger(tag) || tag < 0 || tag >= count) {
          throw wrong(`tag ${tag} of ${category} is out of range, tags are 0 to ${count - 1}`);
        }
        label[first + tag] = 1;
      }
    }
    results['label'] = label;
    results['mask'] = mask;
    results['category_mask'] = categoryMask;
    return results;
  }
}

function categoriesOf({ categories, category_nums: counts }: Results): { categories: string[]; counts: number[] } {
  if (Array.isArray(categories) && Array.isArray(counts) && categories.length === counts.length) {
    return { categories: categories as string[], counts: counts as number[] };
  }
  throw wrong('needs `categories` and `category_nums`, one number for each category');
}

function wrong(message: string): DataError {
  return new DataError('MMA_DATA_HVU_LABEL', `LoadHVULabel: ${message}`, {
    hint: "metainfo = {'categories': ['action', 'scene'], 'category_nums': [739, 248]}; labels are like {\"action\": [3]} in JSON",
  });
}
