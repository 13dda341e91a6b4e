import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOOKS, type HookContext, type NdArray, VISUALIZERS } from '@mma/engine';
import { probe, VideoReader } from '@mma/video';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ActionVisualizer } from './action-visualizer.js';
import './visualization-hook.js';
import type { VisualizationHook } from './visualization-hook.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-visualizer-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Three frames of 96 × 96, of a colour that its number gives. */
function inputs(index: number): NdArray {
  return { data: new Uint8Array(3 * 96 * 96 * 3).fill(60 + index * 40), shape: [3, 96, 96, 3] };
}

const sample = (filename?: string) => ({
  metainfo: filename === undefined ? {} : { filename },
  gtLabel: [1],
  predScore: Float32Array.of(0.2, 0.8),
});

test('configs name ActionVisualizer, and its backends get what a run records', async () => {
  const kept: unknown[] = [];
  const backend = {
    open: () => {},
    addScalars: (scalars: object, step: number) => void kept.push([scalars, step]),
    addImage: (name: string, { shape }: NdArray, step: number) => void kept.push([name, shape, step]),
    close: () => {},
  };
  const visualizer = VISUALIZERS.build({ type: 'ActionVisualizer', vis_backends: [] as never[] });
  expect(visualizer).toBeInstanceOf(ActionVisualizer);
  const own = new ActionVisualizer({ visBackends: [backend] });
  const dir = join(folder, 'vis_data');
  await own.open({ dir, workDir: folder, timestamp: 't', experimentName: 'e', warn: () => {} });
  await own.addScalars({ loss: 1 }, 3);
  const file = await own.addDatasample('demo', { inputs: inputs(0), sample: sample() }, { step: 2, fps: 7 });
  expect(kept).toEqual([
    [{ loss: 1 }, 3],
    ['demo', [288, 288, 3], 2],
  ]);
  expect(file).toBe(join(dir, 'clips', 'demo_2.mp4'));
  expect(await probe(file)).toMatchObject({ width: 288, height: 288, numFrames: 3, fps: 7 });
});

test('alone it writes where it is told to, and says so where it is not', async () => {
  const visualizer = new ActionVisualizer();
  const given = { inputs: inputs(1), sample: sample() };
  await expect(visualizer.addDatasample('demo', given)).rejects.toMatchObject({ code: 'MMA_VISUALIZATION_PLACE' });
  const file = await visualizer.addDatasample('demo', given, { outPath: join(folder, 'gif'), outType: 'gif' });
  expect(file).toBe(join(folder, 'gif.gif'));
  const pictures = await visualizer.addDatasample('demo', given, { outPath: join(folder, 'img'), outType: 'img' });
  expect(await readdir(pictures)).toEqual(['0001.png', '0002.png', '0003.png']);
});

test('the panel is drawn on the pictures, and what is above it keeps its colour', async () => {
  const visualizer = new ActionVisualizer();
  const given = { inputs: inputs(2), sample: sample() };
  const options = { classes: ['waving', 'clapping'], outPath: join(folder, 'drawn') };
  await using reader = await VideoReader.open(await visualizer.addDatasample('demo', given, options));
  const { data } = await reader.read([1]);
  expect(Math.abs(data[0]! - 140)).toBeLessThan(4);
  const bottom = data.subarray(240 * 288 * 3);
  expect(Math.max(...bottom) - Math.min(...bottom)).toBeGreaterThan(60);
});

/** Hands a hook two batches of two samples, as a test pass does. */
async function testPass(hook: VisualizationHook): Promise<void> {
  const context = {
    run: { logDir: folder },
    progress: { epoch: 0, iter: 0, maxEpochs: 0 },
    datasetMeta: { classes: ['waving', 'clapping'] },
    visualizer: new ActionVisualizer(),
  } as unknown as HookContext;
  hook.beforeTestEpoch();
  for (const batchIndex of [0, 1]) {
    const outputs = [sample('clips/a.mp4'), sample()];
    await hook.afterTestIter(context, {
      batchIndex,
      batch: { inputs: [inputs(0), inputs(1)], dataSamples: outputs },
      outputs,
    });
  }
}

test('the hook draws every n-th sample, when it is enabled', async () => {
  const outDir = join(folder, 'every');
  await testPass(HOOKS.build({ type: 'VisualizationHook', out_dir: outDir }) as VisualizationHook);
  await expect(readdir(outDir)).rejects.toThrow('ENOENT');
  const hook = HOOKS.build({ type: 'VisualizationHook', enable: true, interval: 2, out_dir: outDir });
  await testPass(hook as VisualizationHook);
  expect(await readdir(outDir)).toEqual(['0_a_0.mp4', '2_a_0.mp4']);
});

test('windows are refused with what to do instead', () => {
  expect(() => HOOKS.build({ type: 'VisualizationHook', enable: true, show: true })).toThrow(/clips go to files/);
});
