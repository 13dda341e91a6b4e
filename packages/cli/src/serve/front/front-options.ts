import type { MessagePort } from 'node:worker_threads';

export interface FrontOptions {
  /** What is served, for `/health`. */
  about: { config: string; device: string; classes: number; cam: boolean };
  host: string;
  /** Requests for predictions that may be in the house at once. */
  capacity: number;
  /** In bytes. */
  maxUpload: number;
  /** For receiving a request, in milliseconds. */
  timeLimit: number;
  /** Where uploads lie until they are answered. */
  folder: string;
}

/** What the thread of the front is started with. */
export interface FrontData extends FrontOptions {
  /** To the thread with the model. */
  port: MessagePort;
}

/** Arguments of `VideoWork`'s functions. */
export interface AnalyseCall {
  file: string;
  topK: number;
}

export interface LocalizeCall {
  file: string;
  index: number;
}
