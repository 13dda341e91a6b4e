import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OnProgress } from './progress.js';
import { request } from './request.js';

/**
 * Downloads `url` to `file` by way of `<file>.part`, from where an earlier attempt stopped if the server allows it.
 * @throws Error when the server cannot be reached or answers with an error.
 */
export async function download(url: string, file: string, onProgress: OnProgress): Promise<void> {
  const part = `${file}.part`;
  const have = await stat(part)
    .then((info) => info.size)
    .catch(() => 0);
  const response = await request(url, have > 0 ? { range: `bytes=${have}-` } : {});
  // 416: nothing is left to fetch.
  if (response.status === 416 && have > 0) {
    await response.body?.cancel();
    await rename(part, file);
    return;
  }
  if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
  const resumed = response.status === 206;
  let received = resumed ? have : 0;
  const total = received + Number(response.headers.get('content-length') ?? 0);
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      onProgress(received, total);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body), count, createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
  await rename(part, file);
}
