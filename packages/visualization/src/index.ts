export { type DrawLabelsOptions, drawLabels } from './draw/draw-labels.js';
export type { RgbPicture } from './draw/overlay.js';
export type { Prediction } from './draw/scores.js';
export { VisualizationError } from './errors.js';
export { type PredictionVideoOptions, writePredictionVideo } from './prediction-video.js';
