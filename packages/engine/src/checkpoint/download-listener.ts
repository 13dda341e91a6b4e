import { downloadLines, type FetchOptions, showDownload } from '@mma/checkpoint';

/** Who is told of a download. */
export type DownloadListener = Required<Pick<FetchOptions, 'onProgress' | 'onWait'>>;

/** Shows it on stderr: a bar on a terminal, else lines. */
export function onTerminal(): DownloadListener {
  return { onProgress: showDownload(), onWait: (file) => void process.stderr.write(`${waiting(file)}\n`) };
}

/** Tells it in lines, such as a logger's. */
export function inLines(print: (line: string) => void): DownloadListener {
  return { onProgress: downloadLines(print), onWait: (file) => print(waiting(file)) };
}

/** Tells both. */
export function both(one: DownloadListener, other: DownloadListener): DownloadListener {
  return {
    onProgress: (progress) => {
      one.onProgress(progress);
      other.onProgress(progress);
    },
    onWait: (file) => {
      one.onWait(file);
      other.onWait(file);
    },
  };
}

function waiting(file: string): string {
  return `Waiting for another process that downloads ${file}`;
}
