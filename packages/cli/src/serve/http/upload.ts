import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { HttpError } from '../../web/http-error.js';

/**
 * Receives the file of the form's field `video`, hands it to `use`, and removes it whatever happens. The client chooses neither its name nor
 * its place.
 *
 * @param folder where it lies meanwhile
 * @throws HttpError 400 without such a file, 413 for one above the limit
 */
export async function withUpload<T>(
  request: FastifyRequest,
  folder: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const file = join(folder, randomUUID());
  try {
    await receive(request, file);
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}

async function receive(request: FastifyRequest, file: string): Promise<void> {
  const part = await request.file({ throwFileSizeLimit: false });
  if (part === undefined || part.fieldname !== 'video') {
    part?.file.resume();
    throw new HttpError(400, 'MMA_HTTP_NO_VIDEO', 'The form has no file named `video`.', 'curl -F video=@clip.mp4 …');
  }
  await save(part.file, file);
  if (part.file.truncated) {
    throw new HttpError(
      413,
      'MMA_HTTP_TOO_LARGE',
      'The upload is too large.',
      'Cut it, or serve with a larger --max-upload.',
    );
  }
  if (part.file.bytesRead === 0) throw new HttpError(400, 'MMA_HTTP_NO_VIDEO', 'The file is empty.');
}

async function save(upload: Readable, file: string): Promise<void> {
  let broken: unknown;
  upload.once('error', (error) => {
    broken = error;
  });
  try {
    await pipeline(upload, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    // The form's parser has no code for it; a connection that breaks off has, and so have faults of the disk.
    if (error !== broken || (error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw new HttpError(400, 'MMA_HTTP_FORM', 'The form ends in the middle of the video.', 'Send it once more.');
  }
}
