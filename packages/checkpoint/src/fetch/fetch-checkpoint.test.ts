import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { writeSafetensors } from '../safetensors/write.js';
import { readStateDict } from '../state-dict.js';
import { answer, serve } from '../testing/file-server.js';
import { temporaryFolder } from '../testing/folder.js';
import { fetchCheckpoint } from './fetch-checkpoint.js';
import type { DownloadProgress } from './transfer.js';

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) % 251));
const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
const named = `tsn-${hash}.pth`;

let folder: string;
const get = (name: string, options = {}) => fetchCheckpoint(name, { cacheFolder: folder, ...options });
const placeOf = (url: string, path: string) => join(folder, new URL(url).host.replace(':', '_'), path);

beforeEach(async () => {
  folder = join(await temporaryFolder(), 'cache');
  vi.stubEnv('NO_PROXY', '127.0.0.1,localhost');
});
afterEach(() => vi.unstubAllEnvs());

async function expectWhole(file: string): Promise<void> {
  expect(content.equals(await readFile(file)), 'the file is the one that was served').toBe(true);
  const leftOver = (await readdir(dirname(file))).filter((name) => /\.(part|tag|lock)/.test(name));
  expect(leftOver).toEqual([]);
}

test('a path is given back as it is', async () => {
  expect(await get('/no/such.pth')).toBe('/no/such.pth');
});

test('an address is downloaded once, with progress, and taken from the cache from then on', async () => {
  const { url, requests } = await serve((...exchange) => answer(content, [exchange[0], exchange[1]]));
  const steps: DownloadProgress[] = [];
  const file = await get(`${url}/v1/${named}`, { onProgress: (step: DownloadProgress) => steps.push(step) });
  expect(file).toBe(join(folder, named));
  await expectWhole(file);
  expect(steps[0]).toEqual({ url: `${url}/v1/${named}`, file, received: 0, total: content.length });
  expect(steps.at(-1)?.received).toBe(content.length);
  expect(steps.map(({ received }) => received)).toEqual(
    steps.map(({ received }) => received).toSorted((a, b) => a - b),
  );
  expect(await get(`${url}/v1/${named}`)).toBe(file);
  expect(requests).toHaveLength(1);
});

test('two that want one file at once download it once', async () => {
  const { url, requests } = await serve((request, response) => {
    setTimeout(() => answer(content, [request, response]), 100);
  });
  const waits: string[] = [];
  const first = get(`${url}/${named}`);
  await vi.waitUntil(() => requests.length > 0);
  const second = get(`${url}/${named}`, { onWait: (file: string) => waits.push(file) });
  const files = await Promise.all([first, second]);
  expect(new Set(files).size).toBe(1);
  expect(waits).toEqual([join(folder, named)]);
  expect(requests).toHaveLength(1);
  await expectWhole(files[0]!);
});

test('files of one name from two places are two files', async () => {
  const { url } = await serve((request, response) => void response.end(request.url));
  const files = await Promise.all(['/a/model.pth', '/b/model.pth', '/b/model.pth?x=1'].map((path) => get(url + path)));
  expect(await Promise.all(files.map((file) => readFile(file, 'utf8')))).toEqual([
    '/a/model.pth',
    '/b/model.pth',
    '/b/model.pth?x=1',
  ]);
});

describe('a broken connection', () => {
  test('is taken up where it broke', async () => {
    const { url, requests } = await serve((request, response, attempt) =>
      answer(content, [request, response], attempt < 2 ? { until: (attempt + 1) * 100_000 } : {}),
    );
    await expectWhole(await get(`${url}/model.pth`));
    expect(requests.map(({ range, ifRange }) => [range, ifRange])).toEqual([
      [undefined, undefined],
      ['bytes=100000-', '"1"'],
      ['bytes=200000-', '"1"'],
    ]);
  });

  test('is taken up by a later run; what broke off is not a file of that name', async () => {
    let broken = true;
    const { url, requests } = await serve((request, response) => {
      if (broken && request.headers.range) response.writeHead(503).end();
      else answer(content, [request, response], broken ? { until: 120_000 } : {});
    });
    await expect(get(`${url}/${named}`)).rejects.toMatchObject({
      code: 'MMA_CHECKPOINT_DOWNLOAD',
      message: expect.stringContaining('the server answered 503'),
    });
    expect(await readdir(folder)).toEqual([`${named}.part`, `${named}.part.tag`]);
    broken = false;
    requests.length = 0;
    await expectWhole(await get(`${url}/${named}`));
    expect(requests[0]?.range).toBe('bytes=120000-');
  });

  test('begins anew where the file has changed meanwhile', async () => {
    const old = Buffer.alloc(content.length, 7);
    const { url, requests } = await serve((request, response, attempt) => {
      if (attempt === 0) answer(old, [request, response], { etag: '"old"', until: 50_000 });
      else answer(content, [request, response], { etag: '"new"' });
    });
    await expectWhole(await get(`${url}/model.pth`));
    expect(requests[1]).toMatchObject({ range: 'bytes=50000-', ifRange: '"old"' });
  });

  test('begins anew with a server that gives no parts', async () => {
    const { url } = await serve((request, response, attempt) => {
      delete request.headers.range;
      answer(content, [request, response], attempt === 0 ? { until: 100_000 } : {});
    });
    await expectWhole(await get(`${url}/${named}`));
  });

  test('that brings nothing is given up in the end', async () => {
    const { url, requests } = await serve((_, response) => void response.destroy());
    await expect(get(`${url}/${named}`)).rejects.toMatchObject({ code: 'MMA_CHECKPOINT_DOWNLOAD' });
    expect(requests).toHaveLength(4);
  });

  test('is noticed by its silence', async () => {
    const { url, requests } = await serve((request, response, attempt) => {
      if (attempt > 0) answer(content, [request, response]);
      else response.writeHead(200, { 'content-length': content.length, etag: '"1"' }).write(content.subarray(0, 9));
    });
    await expectWhole(await get(`${url}/${named}`, { silence: 0.5 }));
    expect(requests[1]?.range).toBe('bytes=9-');
  });
});

test('a whole part that a killed process left needs no byte more', async () => {
  const { url, requests } = await serve((request, response) => answer(content, [request, response]));
  await mkdir(folder);
  await writeFile(join(folder, `${named}.part`), content);
  await expectWhole(await get(`${url}/${named}`));
  expect(requests).toEqual([{ path: `/${named}`, range: 'bytes=300000-' }]);
});

test('a slow server is waited for', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-length': content.length });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(content.subarray(sent, sent + 60_000));
      sent += 60_000;
      if (sent >= content.length) {
        clearInterval(timer);
        response.end();
      }
    }, 150);
  });
  await expectWhole(await get(`${url}/${named}`, { silence: 0.6 }));
});

describe('another file than its name promises', () => {
  test('is refused, and nothing of it is kept', async () => {
    const { url } = await serve((_, response) => void response.end('<html>log in first</html>'));
    await expect(get(`${url}/${named}`)).rejects.toMatchObject({
      code: 'MMA_CHECKPOINT_HASH',
      message: expect.stringContaining(`its name promises ${hash}`),
    });
    expect((await readdir(folder)).filter((name) => !name.endsWith('.tag'))).toEqual([]);
  });

  test('is refused in the cache, where somebody has put it', async () => {
    await mkdir(folder);
    await writeFile(join(folder, named), 'half');
    await expect(get(`http://127.0.0.1:1/${named}`)).rejects.toMatchObject({
      code: 'MMA_CHECKPOINT_HASH',
      hint: expect.stringContaining('delete it'),
    });
  });
});

test('an address without a file says so at once', async () => {
  const { url, requests } = await serve((_, response) => void response.writeHead(404).end());
  await expect(get(`${url}/${named}`)).rejects.toMatchObject({
    code: 'MMA_CHECKPOINT_DOWNLOAD',
    message: `cannot download ${url}/${named}: the server answered 404`,
    hint: 'check the address',
  });
  expect(requests).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
});

test('without a network the error says where to put the file', async () => {
  const url = `http://models.invalid/${named}`;
  await expect(get(url)).rejects.toMatchObject({
    code: 'MMA_CHECKPOINT_DOWNLOAD',
    message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    hint: expect.stringContaining(`save it as ${join(folder, named)}`),
  });
  await writeFile(join(folder, named), content);
  expect(await get(url)).toBe(join(folder, named));
});

test('a proxy is used where the environment names one', async () => {
  const proxy = await serve((request, response) => answer(content, [request, response]));
  vi.stubEnv('NO_PROXY', '');
  vi.stubEnv('HTTP_PROXY', proxy.url);
  await expectWhole(await get(`http://models.invalid/${named}`));
  expect(proxy.requests).toEqual([{ path: `http://models.invalid/${named}` }]);
});

test('a file of the Hub, and the parts that an index names', async () => {
  const source = join(await temporaryFolder(), 'part.safetensors');
  const tensor = { dtype: 'float32', shape: [1], data: Float32Array.of(3) } as const;
  await writeSafetensors(source, new Map([['w', tensor]]));
  const { url, requests } = await serve(async (request, response) => {
    if (request.url?.endsWith('.json')) response.end(JSON.stringify({ weight_map: { w: 'part.safetensors' } }));
    else answer(await readFile(source), [request, response]);
  });
  vi.stubEnv('HF_ENDPOINT', url);
  const file = await get('hf://org/repo/model.safetensors.index.json');
  expect(file).toBe(placeOf(url, 'org/repo/resolve/main/model.safetensors.index.json'));
  expect(requests.map(({ path }) => path)).toEqual([
    '/org/repo/resolve/main/model.safetensors.index.json',
    '/org/repo/resolve/main/part.safetensors',
  ]);
  expect(await readStateDict(file)).toEqual(new Map([['w', tensor]]));
});
