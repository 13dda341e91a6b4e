import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';

/** Gives up samples of one class. */
@TRANSFORMS.register()
export class RefuseLabel extends BaseTransform {
  static readonly options = z.strictObject({ label: z.int() });

  constructor(private readonly refused: { label: number }) {
    super();
  }

  override transform(results: Results): Results | null {
    return results['label'] === this.refused.label ? null : results;
  }
}
