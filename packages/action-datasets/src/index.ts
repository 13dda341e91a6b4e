export { parseTextAnnotations, type VideoAnnotation } from './annotations/text.js';
export { VideoDataset } from './datasets/video-dataset.js';
export { VideoListDataset } from './datasets/video-list-dataset.js';
export { DataError } from './errors.js';
export { type Box, cropFrames } from './image/crop.js';
export { flipHorizontally, flipVertically } from './image/flip.js';
export { allocateFrames, type Frames, framesOf, setFrames } from './image/frames.js';
export { INTERPOLATIONS, type Interpolation, resizeFrames } from './image/resize/resize-frames.js';
export { AccMetric } from './metrics/acc-metric.js';
export { type ClassAccuracy, classAccuracies, topKClasses } from './metrics/class-accuracies.js';
export { type ClassFigures, classFigures, classTable, macroAverage } from './metrics/class-report.js';
export { type ConfusionCounts, confusionMatrix } from './metrics/confusion-matrix.js';
export { type ManyHot, meanAveragePrecision, mmitMeanAveragePrecision } from './metrics/mean-average-precision.js';
export { meanClassAccuracy } from './metrics/mean-class-accuracy.js';
export { averagePrecision, type PrecisionRecallCurve, precisionRecallCurve } from './metrics/precision-recall-curve.js';
export { argmax, type Scores } from './metrics/scores.js';
export { pairwiseTemporalIou, pairwiseTemporalOverlap, type Segment } from './metrics/temporal-iou.js';
export { topKAccuracy } from './metrics/top-k-accuracy.js';
export { weightedScores } from './metrics/weighted-scores.js';
export {
  type MadeStickActions,
  type MakeStickActionsOptions,
  makeStickActions,
} from './stick-actions/make-stick-actions.js';
export { VideoDecode } from './transforms/decoding/video-decode.js';
export { VideoInit } from './transforms/decoding/video-init.js';
export { FormatShape } from './transforms/formatting/format-shape.js';
export { PackActionInputs } from './transforms/formatting/pack-action-inputs.js';
export { DenseSampleFrames } from './transforms/sampling/dense-sample-frames.js';
export { SampleAVAFrames } from './transforms/sampling/sample-ava-frames.js';
export { SampleFrames } from './transforms/sampling/sample-frames.js';
export { UniformSample } from './transforms/sampling/uniform-sample.js';
export { UniformSampleFrames } from './transforms/sampling/uniform-sample-frames.js';
export { UntrimmedSampleFrames } from './transforms/sampling/untrimmed-sample-frames.js';
export { CenterCrop } from './transforms/spatial/center-crop.js';
export { Flip } from './transforms/spatial/flip.js';
export { Fuse } from './transforms/spatial/fuse.js';
export { MultiScaleCrop } from './transforms/spatial/multi-scale-crop.js';
export { RandomCrop } from './transforms/spatial/random-crop.js';
export { RandomRescale } from './transforms/spatial/random-rescale.js';
export { drawCropBox, RandomResizedCrop } from './transforms/spatial/random-resized-crop.js';
export { rescaleSize, type Scale } from './transforms/spatial/rescale-size.js';
export { Resize } from './transforms/spatial/resize.js';
export { TenCrop } from './transforms/spatial/ten-crop.js';
export { ThreeCrop } from './transforms/spatial/three-crop.js';
