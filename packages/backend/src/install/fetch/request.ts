/** `fetch` whose errors say which address could not be reached and why; error statuses are answers, not errors. */
export async function request(url: string, headers: Record<string, string> = {}): Promise<Response> {
  try {
    return await fetch(url, { headers });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new Error(`${url} cannot be reached: ${reason}`, { cause: error });
  }
}
