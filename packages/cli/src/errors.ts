/** An error that a user of the command line can mend. */
export class CliError extends Error {
  /** @param code `MMA_CLI_…` */
  constructor(
    readonly code: `MMA_CLI_${string}`,
    message: string,
    options: { hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'CliError';
    if (options.hint !== undefined) this.hint = options.hint;
  }

  readonly hint?: string;
}

/** A command line that cannot be carried out as written: exit code 2, as for unknown options. */
export class UsageError extends CliError {
  constructor(message: string, hint?: string) {
    super('MMA_CLI_USAGE', message, { hint });
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
