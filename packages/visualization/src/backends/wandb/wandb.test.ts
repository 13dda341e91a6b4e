import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { placeIn, serve } from '../../testing/local-service.js';
import { RecordLog } from './record-log.js';
import { WandbVisBackend } from './wandb-vis-backend.js';

const config = { text: '', values: { lr: 0.1, model: { depth: 50 } } };
const scratch = (): string => mkdtempSync(join(tmpdir(), 'mma-wandb-'));

beforeEach(() => {
  for (const name of ['API_KEY', 'BASE_URL', 'MODE', 'PROJECT', 'ENTITY']) vi.stubEnv(`WANDB_${name}`, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** The records of a log, with every checksum checked. */
function recordsOf(file: Buffer): Buffer[] {
  expect(file.subarray(0, 7)).toEqual(Buffer.from([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0]));
  const records: Buffer[] = [];
  let pieces: Buffer[] = [];
  for (let at = 7; at < file.length; ) {
    const room = 32_768 - (at % 32_768);
    if (room < 7) {
      at += room;
      continue;
    }
    const length = file.readUInt16LE(at + 4);
    const type = file.readUInt8(at + 6);
    const piece = file.subarray(at + 7, at + 7 + length);
    expect(file.readUInt32LE(at)).toBe(crc32(Buffer.concat([Buffer.of(type), piece])));
    pieces.push(piece);
    if (type === 1 || type === 4) {
      records.push(Buffer.concat(pieces));
      pieces = [];
    }
    at += 7 + length;
  }
  return records;
}

describe('WandbVisBackend', () => {
  it('makes the run, hands on the config, and streams numbered rows and the latest figures', async () => {
    const service = await serve(({ path }) =>
      path === '/graphql'
        ? [
            200,
            { data: { upsertBucket: { bucket: { name: 'r1', project: { name: 'clips', entity: { name: 'lab' } } } } } },
          ]
        : [200, {}],
    );
    vi.stubEnv('WANDB_BASE_URL', service.address);
    vi.stubEnv('WANDB_API_KEY', 'secret');
    const backend = new WandbVisBackend({ initKwargs: { project: 'clips', id: 'r1', tags: ['tsn'] } });
    await backend.open(placeIn('/runs/tsn'));
    await backend.addConfig(config);
    backend.addScalars({ loss: 2, epoch: 1 });
    backend.addScalars({ loss: 1, epoch: 1 });
    await backend.close();
    await service.close();

    const [made, configured, streamed, ended] = service.requests;
    expect(made!.headers.authorization).toBe(`Basic ${Buffer.from('api:secret').toString('base64')}`);
    expect(made!.body['variables']).toMatchObject({
      name: 'r1',
      project: 'clips',
      displayName: 'tsn_20261123_010203',
      tags: ['tsn'],
    });
    expect(JSON.parse((configured!.body['variables'] as { config: string }).config)).toEqual({
      lr: { desc: null, value: 0.1 },
      model: { desc: null, value: { depth: 50 } },
    });
    expect(streamed!.path).toBe('/files/lab/clips/r1/file_stream');
    const files = streamed!.body['files'] as Record<string, { offset: number; content: string[] }>;
    const rows = files['wandb-history.jsonl']!.content.map((line) => JSON.parse(line));
    expect(rows).toMatchObject([
      { loss: 2, _step: 0 },
      { loss: 1, _step: 1, _timestamp: expect.any(Number), _runtime: expect.any(Number) },
    ]);
    expect(JSON.parse(files['wandb-summary.json']!.content[0]!)).toMatchObject({ loss: 1, epoch: 1 });
    expect(ended!.body).toEqual({ complete: true, exitcode: 0 });
  });

  it('without a key, or with a wrong one, says where to get one and how to do without', async () => {
    await expect(new WandbVisBackend().open(placeIn('/runs/tsn'))).rejects.toMatchObject({
      code: 'MMA_VISUALIZATION_WANDB',
      hint: expect.stringMatching(/WANDB_API_KEY.*wandb\.ai\/authorize.*offline/),
    });
    const service = await serve(() => [401, {}]);
    vi.stubEnv('WANDB_BASE_URL', service.address);
    vi.stubEnv('WANDB_API_KEY', 'wrong');
    await expect(new WandbVisBackend().open(placeIn('/runs/tsn'))).rejects.toMatchObject({
      hint: expect.stringContaining('authorize'),
    });
    await service.close();
  });

  it('hands on what the service says of a run it does not make', async () => {
    const service = await serve(() => [200, { errors: [{ message: 'permission denied for entity lab' }] }]);
    vi.stubEnv('WANDB_BASE_URL', service.address);
    vi.stubEnv('WANDB_API_KEY', 'secret');
    await expect(new WandbVisBackend().open(placeIn('/runs/tsn'))).rejects.toThrow('permission denied for entity lab');
    await service.close();
  });

  it('offline writes the file that `wandb sync` reads', async () => {
    const place = placeIn(scratch());
    const backend = new WandbVisBackend({ initKwargs: { mode: 'offline', id: 'r2' } });
    await backend.open(place);
    await backend.addConfig(config);
    backend.addScalars({ loss: 2 });
    await backend.close();
    const [run] = readdirSync(join(place.dir, 'wandb'));
    expect(run).toMatch(/^offline-run-\d{8}_\d{6}-r2$/);
    const records = recordsOf(readFileSync(join(place.dir, 'wandb', run!, 'run-r2.wandb')));
    // header, run, config, history, exit: each says what it is by the number of a field.
    expect(records).toHaveLength(5);
    expect(records[1]!.toString()).toContain('tsn_20261123_010203');
    expect(records[3]!.toString()).toMatch(/loss.*2.*_step/s);
  });

  it('does nothing where it is switched off', async () => {
    vi.stubEnv('WANDB_MODE', 'disabled');
    const backend = new WandbVisBackend();
    await backend.open(placeIn('/runs/tsn'));
    backend.addScalars({ loss: 1 });
    await backend.close();
  });
});

it('a log keeps records that are longer than a block, and ones that end just before its end', () => {
  const file = join(scratch(), 'log');
  const log = new RecordLog(file);
  const sizes = [32_768 - 7 - 7 - 3, 0, 100_000, 5, 32_768 - 14];
  for (const [i, size] of sizes.entries()) log.add(Buffer.alloc(size, i));
  log.close();
  expect(recordsOf(readFileSync(file)).map((record) => [record.length, record[0]])).toEqual(
    sizes.map((size, i) => [size, size === 0 ? undefined : i]),
  );
});
