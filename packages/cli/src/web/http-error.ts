import { isUserError } from '../errors.js';

/** An answer that says what is wrong, in the shape that every failed request gets. */
export class HttpError extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: `MMA_HTTP_${string}`,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

export interface ErrorAnswer {
  status: number;
  body: { error: { code: string; message: string; hint?: string | undefined } };
}

/** Status by code, for what is wrong with the video itself; whatever else a user can mend is the server's configuration. */
const STATUSES: Readonly<Record<string, number>> = {
  MMA_VIDEO_CORRUPT: 422,
  MMA_VIDEO_NO_STREAM: 422,
  MMA_VIDEO_FRAME_RANGE: 422,
  MMA_CLI_VIDEO_LIMIT: 422,
  MMA_CLI_DECODE_TIME: 422,
  MMA_CLI_DECODE_CRASH: 422,
};

/**
 * What a client may know of an error.
 *
 * @param upload the temporary file, whose path is nobody's business
 */
export function answerTo(error: unknown, upload = ''): ErrorAnswer {
  if (!(error instanceof Error)) return answer(500, 'MMA_HTTP_INTERNAL', 'Something went wrong here.');
  const { statusCode, hint } = error as { statusCode?: number; hint?: string };
  const code = String((error as { code?: unknown }).code ?? '');
  const hide = (text: string) => (upload === '' ? text : text.replaceAll(upload, 'the upload'));
  // Nobody is there to read it; in the log it is told from faults of the server, as nginx does.
  if (error.name === 'AbortError' || code === 'ECONNRESET') return answer(499, 'MMA_HTTP_GONE', 'The client has gone.');
  if (error instanceof HttpError) return answer(error.statusCode, code, error.message, hint);
  if (code.startsWith('FST_') || (statusCode !== undefined && statusCode < 500)) return frameworkAnswer(error, code);
  const status = STATUSES[code];
  if (isUserError(error) && status !== undefined) {
    return answer(status, code, hide(error.message), hint === undefined ? undefined : hide(hint));
  }
  return answer(500, 'MMA_HTTP_INTERNAL', 'Something went wrong here; the log of the server says what.');
}

function frameworkAnswer(error: Error & { statusCode?: number }, code: string): ErrorAnswer {
  if (code === 'FST_REQ_FILE_TOO_LARGE') return answer(413, 'MMA_HTTP_TOO_LARGE', 'The upload is too large.');
  if (['FST_FIELDS_LIMIT', 'FST_PARTS_LIMIT', 'FST_FILES_LIMIT'].includes(code)) {
    return answer(400, 'MMA_HTTP_NO_VIDEO', 'The form has more than the file `video`.', 'curl -F video=@clip.mp4 …');
  }
  if (code === 'FST_INVALID_MULTIPART_CONTENT_TYPE' || error.statusCode === 415) {
    return answer(
      415,
      'MMA_HTTP_CONTENT_TYPE',
      'A form (multipart/form-data) is expected.',
      'curl -F video=@clip.mp4 …',
    );
  }
  return answer(error.statusCode ?? 400, 'MMA_HTTP_REQUEST', error.message);
}

function answer(status: number, code: string, message: string, hint?: string): ErrorAnswer {
  return { status, body: { error: { code, message, ...(hint === undefined ? {} : { hint }) } } };
}
