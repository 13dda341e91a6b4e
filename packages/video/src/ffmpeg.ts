import { AV_LOG_QUIET } from 'node-av/constants';
import { FFmpegError, Log } from 'node-av/lib';

// FFmpeg prints to stderr on its own ("moov atom not found"); our errors say it in context instead.
Log.setLevel(AV_LOG_QUIET);

/** FFmpeg's own words for a status code. */
export function reason(status: number): string {
  return FFmpegError.strerror(status);
}

/** A path as a URL that FFmpeg can only take for a local file, whatever characters it holds. */
export function fileUrl(path: string): string {
  return `file:${path}`;
}
