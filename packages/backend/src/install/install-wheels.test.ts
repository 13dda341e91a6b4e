import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installWheels } from './install-wheels.js';
import { findLibrary } from './library/library.js';
import type { PinnedWheel } from './pins/pinned-wheel.js';

const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)));

/** An index with two wheels; a project that is `away` cannot be had. */
class Index {
  readonly asked: string[] = [];
  away: string | undefined;
  private readonly contents: Record<string, Buffer> = { first: fixture('tiny.whl'), second: fixture('tiny-gpu.whl') };
  private readonly server: Server = createServer((request, response) => {
    const [, kind, project = ''] = request.url!.split('/');
    const wheel = this.contents[project];
    if (wheel === undefined || project === this.away) response.writeHead(404).end();
    else if (kind === 'files') {
      this.asked.push(project);
      response.writeHead(200, { 'content-length': wheel.length }).end(wheel);
    } else response.end(JSON.stringify({ urls: [{ filename: nameOf(project), url: `${this.url}/files/${project}` }] }));
  });

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  wheel(project: string): PinnedWheel {
    const content = this.contents[project]!;
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { project, version: '1.0', fileName: nameOf(project), sha256, size: content.length };
  }

  start = (): Promise<void> => new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  stop = (): unknown => this.server.close();
}

const nameOf = (project: string): string => `${project}-1.0-py3-none-any.whl`;

let folder: string;
let index: Index;
const said: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mma-install-'));
  for (const name of ['into', 'downloads']) mkdirSync(join(folder, name));
  said.length = 0;
  index = new Index();
  await index.start();
  vi.stubEnv('MMA_PYPI_URL', index.url);
  // No Python, no pip.
  vi.stubEnv('PATH', '');
});

afterEach(() => {
  vi.unstubAllEnvs();
  index.stop();
  rmSync(folder, { recursive: true });
});

const install = (space = 1): Promise<void> =>
  installWheels(
    { wheels: [index.wheel('first'), index.wheel('second')], space },
    { into: join(folder, 'into'), downloads: join(folder, 'downloads') },
    (line) => said.push(line),
  );

test('wheels become one library; an attempt that failed is gone on with, not begun anew', async () => {
  index.away = 'second';
  await expect(install()).rejects.toThrow(
    /second through pip: no Python with pip.*\n.*second from PyPI: .* answered 404/s,
  );
  expect(await readdir(join(folder, 'into'))).toEqual([]);
  index.away = undefined;
  await install();
  expect(index.asked).toEqual(['first', 'second']);
  const { libraries, cudaLibraries } = findLibrary(join(folder, 'into'))!;
  expect(libraries.map((path) => basename(path))).toContain('libtensorflow_cc.so.2');
  expect(cudaLibraries.map((path) => basename(path))).toContain('libcudnn.so.9');
  expect((await readdir(join(folder, 'downloads'))).filter((name) => name.endsWith('.whl'))).toEqual([]);
  expect(said.some((line) => /^libtensorflow: \d+\/\d+ MB/.test(line))).toBe(true);
});

test('without room nothing is fetched', async () => {
  await expect(install(1e18)).rejects.toMatchObject({
    code: 'MMA_BACKEND_SPACE',
    message: expect.stringMatching(/takes about 1000000000\.0 GB, and the disk of .* has .* GB left/),
    hint: expect.stringContaining('MMA_CACHE_DIR'),
  });
  expect(index.asked).toEqual([]);
});
