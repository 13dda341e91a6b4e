/** What went wrong, for programs; the message says it for people. */
export type CheckpointErrorCode =
  | 'MMA_CHECKPOINT_NOT_FOUND'
  | 'MMA_CHECKPOINT_READ_FAILED'
  | 'MMA_CHECKPOINT_WRITE_FAILED'
  | 'MMA_CHECKPOINT_FORMAT'
  | 'MMA_CHECKPOINT_CORRUPT'
  | 'MMA_CHECKPOINT_LIMIT'
  | 'MMA_CHECKPOINT_UNSAFE'
  | 'MMA_CHECKPOINT_CONTENT'
  | 'MMA_CHECKPOINT_CLOSED'
  | 'MMA_CHECKPOINT_ADDRESS'
  | 'MMA_CHECKPOINT_DOWNLOAD'
  | 'MMA_CHECKPOINT_HASH'
  | 'MMA_CHECKPOINT_RENAME';

/**
 * A checkpoint that cannot be found, read or written.
 *
 * `FORMAT`: not a file this package knows. `CORRUPT`: cut short or inconsistent. `LIMIT`: would need absurd memory or
 * depth. `UNSAFE`: the file tries to run something. `CONTENT`: no state dict in it, or a value that has no place in a
 * checkpoint. `ADDRESS`: a name that stands for no checkpoint. `DOWNLOAD`: it cannot be had. `HASH`: another file than its
 * name says. `RENAME`: rules that cannot rename a state dict.
 */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  readonly code: CheckpointErrorCode;
  /** What the user can do about it. */
  readonly hint: string | undefined;

  constructor(code: CheckpointErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** A file that contradicts itself or ends early. */
export function corrupt(message: string): CheckpointError {
  return new CheckpointError('MMA_CHECKPOINT_CORRUPT', message, {
    hint: 'the file is damaged or incomplete: copy or download it again, and compare its size and hash with the source',
  });
}

/** A file that asks for more memory or depth than any real checkpoint of its size. */
export function beyondLimit(message: string): CheckpointError {
  return new CheckpointError('MMA_CHECKPOINT_LIMIT', message, {
    hint: 'real checkpoints stay far below this limit: do not trust the file',
  });
}
