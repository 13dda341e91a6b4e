/** What threads can be asked to do with one video: the entry of the pool in `on-threads.ts`. */
export { checkVideo } from './videos/check-video.js';
export { extractFrames } from './videos/extract-frames.js';
export { resizeVideo } from './videos/resize-video.js';
