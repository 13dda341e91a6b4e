export type VideoErrorCode =
  | 'MMA_VIDEO_NOT_FOUND'
  | 'MMA_VIDEO_CORRUPT'
  | 'MMA_VIDEO_NO_STREAM'
  | 'MMA_VIDEO_FRAME_RANGE'
  | 'MMA_VIDEO_CLOSED'
  | 'MMA_VIDEO_OPTIONS'
  | 'MMA_VIDEO_WRITE'
  | 'MMA_VIDEO_STREAM';

/** What this package throws for anything a user can cause: a stable code, a message that names the file, and a hint. */
export class VideoError extends Error {
  override readonly name = 'VideoError';
  readonly code: VideoErrorCode;
  /** What to do about it, where that is known. */
  readonly hint: string | undefined;

  constructor(code: VideoErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
