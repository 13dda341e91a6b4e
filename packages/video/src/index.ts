export { VideoError, type VideoErrorCode } from './errors.js';
export { type MotionVectors, readMotionVectors } from './motion-vectors.js';
export { probe, type VideoInfo } from './probe.js';
export { type Frames, VideoReader } from './reader.js';
export type { Rotation } from './rotation.js';
export { FrameStream, type FrameStreamInfo, type StreamedFrame } from './stream/frame-stream.js';
export { isLiveSource } from './stream/live-address.js';
export type { LiveOptions } from './stream/live-demuxer.js';
export { VideoWriter, type VideoWriterOptions } from './writer.js';
