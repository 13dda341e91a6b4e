import { EngineError } from '../errors.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than this process may write',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOENT: 'its folder is gone',
  ENOTDIR: 'its folder is a file',
};

/** The operating system's refusal to write a file of a run, as an error that a user can mend. */
export function writeError(file: string, cause: unknown): EngineError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = (code !== undefined && REASONS[code]) || message;
  return new EngineError('MMA_RUN_WRITE', `cannot write ${file}: ${reason}`, {
    hint: 'checkpoints that stand are whole: mend this, then go on from the latest one with resume (--resume)',
    cause,
  });
}
