/** What this package throws for what a user can cause: a stable code, a message, and a hint. */
export class VisualizationError extends Error {
  override readonly name = 'VisualizationError';
  readonly code: 'MMA_VISUALIZATION_SAME_FILE' | 'MMA_VISUALIZATION_FRAME';
  /** What to do about it, where that is known. */
  readonly hint: string | undefined;

  constructor(code: VisualizationError['code'], message: string, options: { hint?: string } = {}) {
    super(message);
    this.code = code;
    this.hint = options.hint;
  }
}
