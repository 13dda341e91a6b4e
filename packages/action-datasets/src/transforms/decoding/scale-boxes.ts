import type { NdArray, Results } from '@mma/engine';

/** Brings boxes that are annotated as shares of the picture, `gt_bboxes` and `proposals` ([n, 4]), to its pixels. */
export function scaleBoxes(results: Results): void {
  const [height, width] = results['img_shape'] as [number, number];
  for (const key of ['gt_bboxes', 'proposals']) {
    const boxes = results[key] as NdArray<Float32Array> | null | undefined;
    if (boxes == null) continue;
    const data = boxes.data.map((share, i) => share * (i % 2 === 0 ? width : height));
    results[key] = { data, shape: boxes.shape };
  }
}
