/** What this package throws for what a user can cause: a stable code, a message, and a hint. */
export class VisualizationError extends Error {
  override readonly name = 'VisualizationError';
  readonly code: `MMA_VISUALIZATION_${string}`;
  /** What to do about it, where that is known. */
  readonly hint: string | undefined;

  constructor(code: VisualizationError['code'], message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
