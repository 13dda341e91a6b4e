import { layOver, type RgbPicture } from './overlay.js';
import { drawPanel } from './panel.js';
import type { Prediction } from './scores.js';

export interface DrawLabelsOptions {
  /** Written above the predictions. */
  readonly title?: string;
}

/**
 * Draws class names, score bars and scores into the lower left corner of a picture, in place, best first as given.
 *
 * @param frame RGB, [height, width, 3]
 * @throws VisualizationError `MMA_VISUALIZATION_FRAME` if the data do not have the size they claim
 */
export function drawLabels(
  frame: RgbPicture,
  predictions: readonly Prediction[],
  options: DrawLabelsOptions = {},
): void {
  const panel = drawPanel(predictions, { ...options, width: frame.width, height: frame.height });
  if (panel) layOver(frame, panel);
}
