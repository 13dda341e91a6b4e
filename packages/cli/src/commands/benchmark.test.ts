import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { canComputeIn } from '@mma/backend';
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../benchmark/figures.js';
import { mmaHere } from '../testing/run-here.js';
import { makeTinyProject } from '../testing/tiny-project.js';

const R18 = join(import.meta.dirname, '../../../../configs/recognition/tsn/tsn_r18_1x1x3_stick-actions-rgb.ts');
const SMALL = ['--shape', '2', '64', '64', '--batch-size', '2', '--steps', '2'];

const PYTHON = process.env['MMA_BENCH_PYTHON'] || 'python3';
const HAS_TORCH = spawnSync(PYTHON, ['-c', 'import torch']).status === 0;

interface Figures {
  work: string;
  time: { first: number; median: number; min: number; max: number; times: number };
  batchSize: number;
  videosPerSecond: number;
  flop: number;
  flops: number;
  peakFlops: number;
  share: number;
  peakMemory: number;
}

async function figures(...options: string[]): Promise<Figures> {
  const { stdout, stderr, code } = await mmaHere('.', ['benchmark', R18, ...SMALL, '--json', ...options]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Figures;
}

describe('mma benchmark', () => {
  test('measures a training step, and inference at a third of its operations', async () => {
    const step = await figures();
    const inference = await figures('--infer');
    expect([step.work, inference.work]).toEqual(['training step', 'inference']);
    for (const { time, batchSize, videosPerSecond, flop, flops, peakFlops, share, peakMemory } of [step, inference]) {
      expect(time.times).toBe(2);
      expect(time.min).toBeGreaterThan(0);
      expect(time.median).toBeLessThanOrEqual(time.max);
      expect(batchSize).toBe(2);
      expect(videosPerSecond).toBeCloseTo(2000 / time.median, 6);
      expect(flops).toBeCloseTo(flop / (time.median / 1000), 0);
      expect(share).toBeCloseTo(flops / peakFlops, 9);
      expect(peakMemory).toBeGreaterThan(100e6);
    }
    expect(step.flop / inference.flop).toBeCloseTo(3, 1);
  });

  test.runIf(canComputeIn('bfloat16').can)('measures both in bfloat16', async () => {
    for (const work of [[], ['--infer']]) {
      expect(await figures('--amp', ...work)).toMatchObject({ precision: 'bfloat16' });
      expect(await figures(...work)).toMatchObject({ precision: 'float32' });
    }
  });

  test('prints a table', async () => {
    const { stdout, stderr, code } = await mmaHere('.', ['benchmark', R18, ...SMALL, '--infer']);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^inference {4}[\d.]+ ms \([\d.]+ to [\d.]+, 2 times\)$/m);
    expect(stdout).toMatch(/^one video {4}2 × 64 × 64/m);
    expect(stdout).toMatch(/^of the peak {2}\d+ % of the [\d.]+ GFLOP\/s/m);
    expect(stderr).toContain('measuring 2 × inference, 2 × 2 × 64 × 64');
  });

  test.skipIf(!HAS_TORCH)('measures a step in turns with PyTorch', async () => {
    const options = ['--compare', 'pytorch', '--python', PYTHON, '--infer'];
    const { time, peakMemory, compare } = (await figures(...options)) as Figures & { compare: Comparison };
    expect(compare.name).toMatch(/^PyTorch \d/);
    expect(compare.time.times).toBe(2);
    expect(compare.ratio.time).toBeCloseTo(time.median / compare.time.median, 9);
    expect(compare.ratio.peakMemory).toBeCloseTo(peakMemory / compare.peakMemory!, 9);
  });

  test('says what is missing for a comparison', async () => {
    const compare = (...options: string[]) =>
      mmaHere('.', ['benchmark', R18, ...SMALL, '--compare', 'pytorch', ...options]);
    const absent = await compare('--python', 'no-such-python');
    expect([absent.code, absent.stderr]).toEqual([1, expect.stringMatching(/no-such-python.*\n.*MMA_BENCH_PYTHON/)]);
    const other = await compare('--cfg-options', 'model.backbone.frozen_stages=1');
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('backbone.frozen_stages is not -1')]);
    expect((await compare('--data')).code).toBe(2);
    expect((await mmaHere('.', ['benchmark', R18, '--compare', 'caffe'])).stderr).toContain('Choose pytorch');
  });

  test('measures the loading of data on the workers of the config', async () => {
    const project = await makeTinyProject();
    try {
      const { stdout, stderr, code } = await mmaHere(project.folder, [
        'benchmark',
        project.config,
        ...['--data', '--steps', '6', '--json'],
      ]);
      expect(code, stderr).toBe(0);
      const { work, time, batchSize, videosPerSecond } = JSON.parse(stdout) as Figures;
      // More than one epoch of four batches.
      expect([work, time.times, batchSize]).toEqual(['data', 6, 2]);
      expect(videosPerSecond).toBeGreaterThan(0);
    } finally {
      await project.remove();
    }
  });
});
