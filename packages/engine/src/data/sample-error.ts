import { EngineError, isUserError } from '../errors.js';

/** A sample that could not be made. Says which; code and hint are those of what went wrong. */
export class SampleError extends EngineError {
  override readonly name = 'SampleError';

  constructor(
    code: `MMA_${string}`,
    message: string,
    readonly index: number,
    options: { hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(code, message, options);
  }

  /** @param sample how messages call the sample */
  static of(error: unknown, index: number, sample: string): SampleError {
    const message = `${sample}: ${error instanceof Error ? error.message : String(error)}`;
    return isUserError(error)
      ? new SampleError(error.code, message, index, { hint: error.hint, cause: error })
      : new SampleError('MMA_DATA_SAMPLE_FAILED', message, index, { cause: error });
  }
}

/** An error as plain data: structured clone drops a subclass and its fields. */
export interface PlainError {
  name: string;
  message: string;
  stack: string | undefined;
  code: string | undefined;
  hint: string | undefined;
  index: number | undefined;
  cause: PlainError | undefined;
}

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return toPlainError(new Error(String(error)));
  const fields: Error & { code?: unknown; hint?: unknown; index?: unknown } = error;
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    code: typeof fields.code === 'string' ? fields.code : undefined,
    hint: typeof fields.hint === 'string' ? fields.hint : undefined,
    index: typeof fields.index === 'number' ? fields.index : undefined,
    cause: error.cause === undefined ? undefined : toPlainError(error.cause),
  };
}

/** The error again, with the other thread's stack: a SampleError or EngineError where it was one, else a plain Error. */
export function fromPlainError(plain: PlainError): Error {
  const cause = plain.cause === undefined ? undefined : fromPlainError(plain.cause);
  const error = revive(plain, cause);
  if (plain.stack !== undefined) error.stack = plain.stack;
  return error;
}

function revive(plain: PlainError, cause: Error | undefined): Error {
  if (plain.code?.startsWith('MMA_')) {
    const code = plain.code as `MMA_${string}`;
    const options = { hint: plain.hint, cause };
    return plain.index === undefined
      ? new EngineError(code, plain.message, options)
      : new SampleError(code, plain.message, plain.index, options);
  }
  const error = new Error(plain.message, cause === undefined ? undefined : { cause });
  error.name = plain.name;
  return plain.code === undefined ? error : Object.assign(error, { code: plain.code });
}
