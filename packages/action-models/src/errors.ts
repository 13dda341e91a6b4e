/** An error that a user of `@mma/action-models` can cause: `code` is stable, `hint` says what to do. */
export class ModelError extends Error {
  override readonly name = 'ModelError';

  constructor(
    readonly code: `MMA_MODEL_${string}`,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
