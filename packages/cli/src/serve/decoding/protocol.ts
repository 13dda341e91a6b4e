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

/** An error that crosses processes: a user's one keeps its code and hint. */
export interface PlainError {
  message: string;
  code?: string | undefined;
  hint?: string | undefined;
}

export type DecodeReply =
  | { type: 'ready' }
  | { type: 'decoded'; video: DecodedVideo }
  | { type: 'error'; error: PlainError };
