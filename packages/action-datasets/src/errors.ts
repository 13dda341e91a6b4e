/**
 * A mistake in the data, an annotation file or the order of a pipeline. `message` says what, where and why; `hint` what to do.
 */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly hint: string | undefined;

  constructor(
    readonly code: `MMA_DATA_${string}`,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}
