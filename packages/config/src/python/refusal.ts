/**
 * Why a `.py` config cannot be evaluated further, before its place is known. The evaluator adds the place of the innermost
 * expression and turns it into a `ConfigError`; nothing outside this folder sees it.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Offset in the source, once known. */
  at: number | undefined;

  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
