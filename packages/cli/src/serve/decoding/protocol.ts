import type { PlainError } from '../../run/child-process.js';
import type { DecodedVideo, DecodedWindows, PipelineSetup } from './clip-pipeline.js';

/** The first message to a decoding process. */
export interface Setup extends PipelineSetup {
  /** What registers the transforms that the pipeline names. */
  modules: readonly string[];
  /** The config's file, which relative modules are seen from. */
  from?: string | undefined;
}

export interface DecodeRequest {
  file: string;
  /** All that scores are made of, or what maps of pictures are made of. */
  want: 'video' | 'windows';
}

export type DecodeReply =
  | { type: 'ready' }
  | { type: 'video'; decoded: DecodedVideo }
  | { type: 'windows'; decoded: DecodedWindows }
  | { type: 'error'; error: PlainError };
