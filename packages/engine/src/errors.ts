/** An error of the engine that a user can cause. `message` says what, where and why; `hint` what to do. */
export class EngineError extends Error {
  override readonly name: string = 'EngineError';
  readonly hint: string | undefined;

  constructor(
    readonly code: `MMA_${string}`,
    message: string,
    options: { hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** Whether an error is one that a user can mend: by the convention of all `@mma/*` packages its code starts with `MMA_`. */
export function isUserError(
  error: unknown,
): error is Error & { readonly code: `MMA_${string}`; readonly hint?: string } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('MMA_');
}
