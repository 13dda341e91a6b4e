import type { PlainError } from '../../run/child-process.js';
import type { DecodedVideo, PipelineSetup } from './clip-pipeline.js';

/** The first message to a decoding process. */
export interface Setup extends PipelineSetup {
  /** What registers the transforms that the pipeline names. */
  modules: readonly string[];
  /** The config's file, which relative modules are seen from. */
  from?: string | undefined;
}

export interface DecodeRequest {
  file: string;
}

export type DecodeReply =
  | { type: 'ready' }
  | { type: 'decoded'; video: DecodedVideo }
  | { type: 'error'; error: PlainError };
