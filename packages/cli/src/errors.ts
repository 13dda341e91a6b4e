/** A command line that cannot be carried out as written. */
export class UsageError extends Error {
  readonly code = 'MMA_CLI_USAGE';

  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
    this.name = 'UsageError';
  }
}

/** An error that a user can mend, by the convention of all `@mma/*` packages: its code starts with `MMA_`. */
export interface UserError extends Error {
  readonly code: string;
  readonly hint?: string;
}

export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('MMA_');
}
