import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type LocalService, placeIn, type ServedRequest, serve } from '../../testing/local-service.js';
import { MLflowVisBackend } from './mlflow-vis-backend.js';

const scratch = (): string => mkdtempSync(join(tmpdir(), 'mma-mlflow-'));
const config = {
  text: "model = dict(type='TSN')",
  values: { model: { type: 'TSN', depth: 50 }, lr: 0.1, tags: ['a'] },
};

describe('MLflowVisBackend with a tracking server', () => {
  let service: LocalService;
  afterEach(async () => {
    vi.unstubAllEnvs();
    await service.close();
  });

  /** What MLflow's server answers, of an experiment that is not there yet. */
  function answer({ path }: ServedRequest): [number, unknown] {
    if (path.includes('experiments/get-by-name')) return [404, { error_code: 'RESOURCE_DOES_NOT_EXIST' }];
    if (path.endsWith('experiments/create')) return [200, { experiment_id: '7' }];
    if (path.endsWith('runs/create')) return [200, { run: { info: { run_id: 'abc' } } }];
    return [200, {}];
  }

  it('makes experiment and run, logs the config and every scalar, and ends the run', async () => {
    service = await serve(answer);
    vi.stubEnv('MLFLOW_TRACKING_TOKEN', 'key');
    const backend = new MLflowVisBackend({
      expName: 'my tests',
      trackingUri: service.address,
      trackedConfigKeys: ['model'],
    });
    await backend.open(placeIn('/runs/tsn'));
    await backend.addConfig(config);
    backend.addScalars({ loss: 0.5, acc: Number.NaN }, 3);
    await backend.close();

    const calls = service.requests.map(({ method, path, body }) => [
      method,
      path.replace('/api/2.0/mlflow/', ''),
      body,
    ]);
    expect(calls).toEqual([
      ['GET', 'experiments/get-by-name?experiment_name=my%20tests', {}],
      ['POST', 'experiments/create', { name: 'my tests' }],
      [
        'POST',
        'runs/create',
        {
          experiment_id: '7',
          run_name: 'tsn_20261123_010203',
          start_time: expect.any(Number),
          tags: [{ key: 'work_dir', value: 'tsn' }],
        },
      ],
      ['POST', 'runs/set-tag', { run_id: 'abc', key: 'config.py', value: config.text }],
      [
        'POST',
        'runs/log-batch',
        {
          run_id: 'abc',
          params: [
            { key: 'model.type', value: 'TSN' },
            { key: 'model.depth', value: '50' },
          ],
        },
      ],
      [
        'POST',
        'runs/log-batch',
        {
          run_id: 'abc',
          metrics: [
            { key: 'loss', value: 0.5, step: 3, timestamp: expect.any(Number) },
            { key: 'acc', value: 'NaN', step: 3, timestamp: expect.any(Number) },
          ],
        },
      ],
      ['POST', 'runs/update', { run_id: 'abc', status: 'FINISHED', end_time: expect.any(Number) }],
    ]);
    expect(service.requests.every(({ headers }) => headers.authorization === 'Bearer key')).toBe(true);
  });

  it('says what to do when the server asks who it is', async () => {
    service = await serve(() => [401, { message: 'who?' }]);
    const backend = new MLflowVisBackend({ trackingUri: service.address });
    await expect(backend.open(placeIn('/runs/tsn'))).rejects.toMatchObject({
      code: 'MMA_VISUALIZATION_HTTP',
      message: expect.stringContaining('401'),
      hint: expect.stringContaining('MLFLOW_TRACKING_TOKEN'),
    });
    expect(service.requests).toHaveLength(1);
  });

  it('tries again what may pass, and hands on what does not', async () => {
    let failures = 2;
    service = await serve((request) => (failures-- > 0 ? [503, 'busy'] : answer(request)));
    const backend = new MLflowVisBackend({ trackingUri: service.address });
    await backend.open(placeIn('/runs/tsn'));
    expect(service.requests.slice(0, 3).map(({ path }) => path)).toEqual(Array(3).fill(service.requests[0]!.path));
    failures = Number.POSITIVE_INFINITY;
    backend.addScalars({ loss: 1 }, 1);
    await expect(backend.close()).rejects.toThrow(/127\.0\.0\.1.*503/);
  });
});

describe('MLflowVisBackend with a folder', () => {
  it("writes MLflow's file format, one experiment for runs of one name", async () => {
    const root = join(scratch(), 'mlruns');
    for (const runName of ['first', 'second']) {
      const backend = new MLflowVisBackend({ trackingUri: root, expName: 'tests', runName, tags: { by: 'me' } });
      await backend.open(placeIn('/runs/tsn'));
      await backend.addConfig(config);
      backend.addScalars({ 'acc/top1': 0.25, loss: 2 }, 1);
      backend.addScalars({ loss: 1 }, 2);
      await backend.close();
    }
    const [experiment, ...others] = readdirSync(root);
    expect(others).toEqual([]);
    const folder = join(root, experiment!);
    expect(readFileSync(join(folder, 'meta.yaml'), 'utf8')).toContain('name: "tests"\n');
    const runs = readdirSync(folder).filter((name) => name !== 'meta.yaml');
    expect(runs).toHaveLength(2);
    const read = (name: string): string => readFileSync(join(folder, runs[0]!, name), 'utf8');
    expect(read('meta.yaml')).toMatch(/status: 3\n/);
    expect(read('metrics/loss')).toMatch(/^\d{13} 2 1\n\d{13} 1 2\n$/);
    expect(read('metrics/acc/top1')).toMatch(/^\d{13} 0.25 1\n$/);
    expect(read('params/model.depth')).toBe('50');
    expect(read('params/tags')).toBe('["a"]');
    expect(read('tags/by')).toBe('me');
    expect(read('artifacts/config.py')).toBe(config.text);
  });
});
