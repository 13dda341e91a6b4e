import { join } from 'node:path';
import type { PinnedWheel } from '../pins/pinned-wheel.js';
import { download } from './download.js';
import type { OnProgress } from './progress.js';
import { request } from './request.js';

interface ReleasePage {
  urls: { filename: string; url: string }[];
}

/** Fetches a wheel straight from PyPI (or the index `MMA_PYPI_URL`), for machines without pip. */
export async function fetchFromPypi(wheel: PinnedWheel, folder: string, onProgress: OnProgress): Promise<string> {
  const index = process.env['MMA_PYPI_URL'] ?? 'https://pypi.org';
  const page = `${index}/pypi/${wheel.project}/${wheel.version}/json`;
  const response = await request(page);
  if (!response.ok) throw new Error(`${page} answered ${response.status}`);
  const release = (await response.json()) as ReleasePage;
  const entry = release.urls.find((each) => each.filename === wheel.fileName);
  if (entry === undefined) throw new Error(`${page} does not list ${wheel.fileName}`);
  const file = join(folder, wheel.fileName);
  await download(entry.url, file, onProgress);
  return file;
}
