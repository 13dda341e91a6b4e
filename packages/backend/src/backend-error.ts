/** An error that a user can cause and repair: `message` says what and why, `hint` says what to do. */
export class BackendError extends Error {
  override readonly name = 'BackendError';

  constructor(
    /** Stable identifier, `MMA_BACKEND_…`. */
    readonly code: `MMA_BACKEND_${string}`,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
