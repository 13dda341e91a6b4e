export { CSVVisBackend } from './backends/csv-vis-backend.js';
export { MLflowVisBackend } from './backends/mlflow/mlflow-vis-backend.js';
export { TensorboardVisBackend } from './backends/tensorboard/tensorboard-vis-backend.js';
export { WandbVisBackend } from './backends/wandb/wandb-vis-backend.js';
export { type DrawLabelsOptions, drawLabels } from './draw/draw-labels.js';
export type { RgbPicture } from './draw/overlay.js';
export type { Prediction } from './draw/scores.js';
export { VisualizationError } from './errors.js';
export { type PredictionVideoOptions, writePredictionVideo } from './prediction-video.js';
