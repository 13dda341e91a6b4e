import { type Tensor, type Tensor2D, type Tensor3D, tf } from '@mma/backend';

/** How the scores of a video's clips become one: mean of softmax, mean of scores, or left alone. */
export type AverageClips = 'prob' | 'score' | null;

/**
 * @param scores [B·clips, classes]
 * @returns [B, classes]; without averaging [B, clips, classes]
 */
export function averageClips(scores: Tensor2D, batchSize: number, how: AverageClips): Tensor {
  const [rows, classes] = scores.shape;
  const clips = tf.reshape(scores, [batchSize, rows / batchSize, classes]) as Tensor3D;
  if (how === null) return clips;
  return tf.mean(how === 'prob' ? tf.softmax(clips) : clips, 1);
}
