import { type BaseModel, type DataPreprocessor, MODELS, Registry } from '@mma/engine';
import type { Backbone } from './backbones/backbone.js';
import type { Consensus } from './consensus/consensus.js';
import type { BaseHead } from './heads/base-head.js';
import type { BaseWeightedLoss } from './losses/base-weighted-loss.js';
import type { BatchBlending } from './preprocess/blending/batch-blending.js';

/** Networks that turn pictures or clips into features. */
export const BACKBONES = new Registry<Backbone>('backbone', { parent: MODELS });
/** Parts that turn features into class scores and losses. */
export const HEADS = new Registry<BaseHead>('head', { parent: MODELS });
/** Whole models: preprocessor, backbone, head. */
export const RECOGNIZERS = new Registry<BaseModel>('recognizer', { parent: MODELS });
export const LOSSES = new Registry<BaseWeightedLoss>('loss', { parent: MODELS });
/** Ways to join the features of a video's segments. */
export const CONSENSUSES = new Registry<Consensus>('consensus', { parent: MODELS });
export const DATA_PREPROCESSORS = new Registry<DataPreprocessor>('data preprocessor', { parent: MODELS });
/** Ways to mix the samples of a training batch. */
export const BLENDINGS = new Registry<BatchBlending>('blending', { parent: MODELS });
