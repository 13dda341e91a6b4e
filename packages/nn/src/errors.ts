/** An error that a user of `@mma/nn` can cause: `code` is stable, `hint` says what to do. */
export class NnError extends Error {
  override readonly name = 'NnError';

  constructor(
    readonly code: `MMA_NN_${string}`,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
