import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { loadConfig } from '@mma/config';
import { BaseMetric, type DataSample, METRICS, Runner } from '@mma/engine';
import { VideoReader } from '@mma/video';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import { mma } from '../testing/run-mma.js';
import { makeTinyProject, type TinyProject } from '../testing/tiny-project.js';

const kept: number[][] = [];

/** Keeps what a loop hands its evaluator. */
@METRICS.register()
class KeptScores extends BaseMetric {
  static readonly options = z.strictObject({});
  override readonly prefix = undefined;
  override process(samples: readonly DataSample[]): void {
    for (const { predScore } of samples) kept.push(Array.from(predScore!));
  }
  override computeMetrics(): Record<string, number> {
    return {};
  }
}

let project: TinyProject;
let best: string;
let log: string;

beforeAll(async () => {
  project = await makeTinyProject();
  const { code, stdout, stderr } = await mma(['train', 'tiny.yaml', '--seed', '1'], { cwd: project.folder });
  expect(stderr).toContain('Epoch(train) [1][4/4]');
  expect([code, stdout]).toEqual([0, '']);
  log = stderr;
  best = project.path('work', 'best_acc_top1_epoch_1.pth');
});
afterAll(() => project.remove());

/** The scores that `mma infer` gives the validation clips. */
async function inferred(...options: string[]): Promise<number[][]> {
  const list = (await readFile(project.path('val.txt'), 'utf8')).trim().split('\n');
  const clips = list.map((line) => project.path('clips', line.split(' ')[0]!));
  const { code, stdout } = await mma([
    'infer',
    ...clips,
    '--rec',
    project.config,
    '--checkpoint',
    best,
    '--json',
    ...options,
  ]);
  expect(code).toBe(0);
  const { predictions } = JSON.parse(stdout) as { predictions: { rec_scores: number[][] }[] };
  return predictions.map(({ rec_scores }) => rec_scores[0]!);
}

/** The scores that the runner's validation or test loop gives the same clips. */
async function evaluated(mode: 'val' | 'test'): Promise<number[][]> {
  kept.length = 0;
  const config = (await readConfig(project.config)).merge({
    [`${mode}_evaluator`]: { _delete_: true, type: KeptScores.name },
  });
  const runner = await Runner.fromConfig(config, {
    workDir: project.path('in-process'),
    loadFrom: best,
    modules: COMPONENT_PACKAGES,
    console: false,
  });
  await runner[mode]();
  return [...kept];
}

describe('mma train', () => {
  test('leaves the checkpoints, the log, the scalars and the config', async () => {
    expect(await readdir(project.path('work'))).toEqual(
      expect.arrayContaining(['best_acc_top1_epoch_1.pth', 'epoch_1.pth', 'last_checkpoint', 'tiny.py']),
    );
    expect((await readFile(project.path('work', 'last_checkpoint'), 'utf8')).trim()).toMatch(/epoch_1\.pth$/);
    expect((await loadConfig(project.path('work', 'tiny.py'))).get('randomness.seed')).toBe(1);
  });

  test('--no-validate trains without; --work-dir and --cfg-options change what they name', async () => {
    const { code, stderr } = await mma([
      'train',
      project.config,
      '--no-validate',
      '--work-dir',
      project.path('other'),
      '--cfg-options',
      'train_dataloader.batch_size=8',
      'default_hooks.checkpoint.save_best=None',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('Epoch(train) [1][1/1]');
    expect(stderr).not.toContain('Epoch(val)');
    expect(await readdir(project.path('other'))).toContain('epoch_1.pth');
  });
});

describe('validation, test and inference', () => {
  test('give identical scores for the same clips in the same batches', async () => {
    const validated = await evaluated('val');
    expect(validated).toHaveLength(4);
    expect(await evaluated('test')).toEqual(validated);
    expect(await inferred('--batch-size', '2')).toEqual(validated);
    // Another batch size lets kernels sum in another order.
    for (const [i, scores] of (await inferred()).entries()) {
      for (const [k, score] of scores.entries()) expect(score).toBeCloseTo(validated[i]![k]!, 6);
    }
  });

  test('`mma test` gives the accuracy that validation gave the checkpoint', async () => {
    const { code, stdout } = await mma(['test', project.config, best, '--json']);
    expect(code).toBe(0);
    const metrics = JSON.parse(stdout) as Record<string, number>;
    const accuracy = (name: string) => Number(new RegExp(`Epoch\\(val\\) .*${name}: ([\\d.]+)`).exec(log)![1]);
    expect(Object.keys(metrics)).toEqual(['acc/top1', 'acc/top5', 'acc/mean1']);
    for (const [name, value] of Object.entries(metrics)) expect(value).toBeCloseTo(accuracy(name), 4);
  });
});

describe('predictions in files', () => {
  const scoresOf = async (file: string): Promise<number[][]> =>
    (JSON.parse(await readFile(file, 'utf8')) as { pred_score: number[] }[]).map((sample) => sample.pred_score);

  test('`mma test --dump` writes them, `mma eval` gives the same metrics of them', async () => {
    const file = project.path('out', 'results.pkl');
    const tested = await mma(['test', project.config, best, '--json', '--dump', file]);
    expect(tested.code).toBe(0);
    const { code, stdout } = await mma(['eval', project.config, file, '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([0, JSON.parse(tested.stdout)]);
    const other = ['--cfg-options', 'test_evaluator.metric_list=mean_class_accuracy'];
    const lines = await mma(['eval', project.config, file, ...other]);
    expect(lines.stdout).toBe(`acc/mean1: ${JSON.parse(tested.stdout)['acc/mean1'].toFixed(4)}\n`);
    const classes = await mma([
      'eval',
      project.config,
      file,
      '--per-class',
      '--label-file',
      project.path('labels.txt'),
    ]);
    expect(classes.stdout).toMatch(/\nclass +precision +recall +f1 +samples\nleft .* 2\nright .* 2\n$/);
  });

  test('`mma confusion-matrix` shows the same of a checkpoint as of its predictions', async () => {
    const file = project.path('out', 'for-confusion.json');
    await mma(['test', project.config, best, '--dump', file]);
    const ofFile = await mma(['confusion-matrix', project.config, file, '--json']);
    const ofCheckpoint = await mma(['confusion-matrix', project.config, best, '--json']);
    expect([ofCheckpoint.code, ofCheckpoint.stdout]).toEqual([0, ofFile.stdout]);
    expect(JSON.parse(ofFile.stdout).samples).toBe(4);
  });

  test('are refused where they are none, or of another kind', async () => {
    const wrong = await mma(['test', project.config, best, '--dump', 'results.txt']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('.pkl, .pickle or .json')]);
    const none = await mma(['eval', project.config, project.path('labels.txt')]);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('is no pickle')]);
  });

  test('`mma test --show-dir` writes the clips with their predictions', async () => {
    const args = ['test', project.config, best, '--show-dir', project.path('shown'), '--interval', '3'];
    expect((await mma(args)).code).toBe(0);
    expect((await readdir(project.path('shown'))).toSorted()).toEqual(['sample_0_0.mp4', 'sample_3_0.mp4']);
    await using reader = await VideoReader.open(project.path('shown', 'sample_3_0.mp4'));
    expect(reader.info).toMatchObject({ width: 224, height: 224, fps: 4, numFrames: 2 });
  });

  test('`mma test --tta` averages the predictions of the ways through tta_pipeline', async () => {
    const steps = (...flips: object[]) => [
      { type: 'DecordInit' },
      { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 2, test_mode: true },
      { type: 'DecordDecode' },
      { type: 'Resize', scale: [-1, 36] },
      { type: 'CenterCrop', crop_size: 32 },
      ...flips,
    ];
    const pack = [{ type: 'FormatShape', input_format: 'NCHW' }, { type: 'PackActionInputs' }];
    const flip = (ratio: number) => ({ type: 'Flip', flip_ratio: ratio });
    const [plain, turned] = [flip(0), flip(1)];
    const test = async (name: string, more: object, ...args: string[]): Promise<number[][]> => {
      const config = project.path(`${name}.json`);
      const file = project.path('out', `${name}.json`);
      await writeFile(config, JSON.stringify({ _base_: './tiny.yaml', ...more }));
      const { code, stderr } = await mma(['test', config, best, '--dump', file, ...args]);
      expect(code, stderr).toBe(0);
      return scoresOf(file);
    };
    const pipelineOf = (given: object) => ({ test_dataloader: { dataset: { pipeline: [...steps(given), ...pack] } } });
    const ways = [await test('plain', pipelineOf(plain)), await test('turned', pipelineOf(turned))];
    expect(ways[0]).not.toEqual(ways[1]);
    const augmented = steps({ type: 'TestTimeAug', transforms: [[plain, turned], ...pack.map((step) => [step])] });
    const merged = await test('augmented', { tta_pipeline: augmented }, '--tta');
    expect(merged).toHaveLength(4);
    for (const [clip, scores] of merged.entries()) {
      for (const [k, score] of scores.entries()) {
        expect(score).toBeCloseTo((ways[0]![clip]![k]! + ways[1]![clip]![k]!) / 2, 5);
      }
    }
    const without = await mma(['test', project.config, best, '--tta']);
    expect([without.code, without.stderr]).toEqual([1, expect.stringContaining('tta_pipeline')]);
  });
});

describe('mma vis-cam', () => {
  const cam = (...args: string[]) =>
    mma(['vis-cam', 'tiny.yaml', best, 'clips/left_0.mp4', ...args], { cwd: project.folder });

  test('writes the pictures that the model sees, coloured where the class is seen', async () => {
    const { code, stdout, stderr } = await cam('--label-file', 'labels.txt', '--fps', '4');
    expect([code, stderr]).toEqual([0, expect.stringContaining('wrote left_0_cam.mp4')]);
    expect(stdout).toMatch(/^score before softmax\n {2}(left|right) +-?[\d.]+\n {2}(left|right) +-?[\d.]+\n$/);
    const reader = await VideoReader.open(project.path('left_0_cam.mp4'));
    expect(reader.info).toMatchObject({ numFrames: 2, width: 32, height: 32, fps: 4 });
    await reader.close();
  });

  test('takes any layer, class, size and GIF', async () => {
    const layer = ['--target-layer-name', 'backbone/layer2/0', '--target-class', '1'];
    const { code, stdout } = await cam(
      ...layer,
      '--target-resolution',
      '80',
      '-1',
      '--out-filename',
      'o/c.gif',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).top).toHaveLength(2);
    const gif = await readFile(project.path('o', 'c.gif'));
    expect([gif.toString('latin1', 0, 6), gif.readUInt16LE(6), gif.readUInt16LE(8)]).toEqual(['GIF89a', 80, 80]);
  });

  test.each([
    [
      ['--target-layer-name', 'backbone.layer4.1.rleu'],
      1,
      /no layer 'backbone\.layer4\.1\.rleu'[\s\S]*Did you mean backbone\.layer4\.1\.relu/,
    ],
    [['--target-layer-name', 'backbone.layer4.7'], 1, /backbone\.layer4 has 0, 1\./],
    [['--target-layer-name', 'cls_head.fc_cls'], 1, /no map of each of the 2 pictures/],
    [['--target-class', '2'], 1, /there is no class 2[\s\S]*classes are 0 to 1/],
    [['--out-filename', 'x.avi'], 2, /\.mp4, \.mkv or \.gif/],
    [['--target-resolution', '0', '5'], 2, /no width and height/],
    [['--resize-algorithm', 'cubic'], 2, /Choose nearest/],
    [['--alpha', '2'], 2, /not a number from 0 to 1/],
  ])('%s: one clear error, nothing written', async (args, exit, message) => {
    const { code, stderr } = await cam('--out-filename', 'never.mp4', ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(exit);
    expect((await readdir(project.folder)).filter((file) => /never|x\.avi/.test(file))).toEqual([]);
  });
});

describe('mma infer', () => {
  const infer = (...args: string[]) =>
    mma(['infer', ...args, '--rec', project.config, '--checkpoint', best], { cwd: project.folder });

  test('names classes for people, and prints as MMAction2’s inferencer does', async () => {
    const { code, stdout } = await infer('clips/left_0.mp4', '--label-file', 'labels.txt', '--print-result');
    expect(code).toBe(0);
    const [python, video, ...rows] = stdout.trimEnd().split('\n');
    expect(python).toMatch(
      /^\{'predictions': \[\{'rec_labels': \[\[[01]\]\], 'rec_scores': \[\[[\d.e-]+, [\d.e-]+\]\]\}\]\}$/,
    );
    expect(video).toBe('clips/left_0.mp4');
    expect(rows.map((row) => row.trim().split(/ +/)[0]).sort()).toEqual(['left', 'right']);
  });

  test('takes folders, writes predictions to a file, and each video with its prediction drawn on it', async () => {
    await mkdir(project.path('twins', 'b'), { recursive: true });
    await writeFile(project.path('twins', 'x.mp4'), await readFile(project.path('clips', 'left_0.mp4')));
    await writeFile(project.path('twins', 'b', 'x.mp4'), await readFile(project.path('clips', 'right_1.mp4')));
    const { code } = await infer(
      'twins',
      '--pred-out-file',
      'out/predictions.json',
      '--vid-out-dir',
      'drawn',
      '--top-k',
      '1',
    );
    expect(code).toBe(0);
    const { predictions } = JSON.parse(await readFile(project.path('out', 'predictions.json'), 'utf8'));
    expect(predictions.map(({ video }: { video: string }) => video)).toEqual(['twins/b/x.mp4', 'twins/x.mp4']);
    expect(predictions[0].top).toHaveLength(1);
    for (const name of ['x.mp4', 'b/x.mp4']) {
      const reader = await VideoReader.open(project.path('drawn', name));
      expect(reader.info.numFrames).toBe(9);
      await reader.close();
    }
  });

  test('never writes onto the videos it was given', async () => {
    const before = await readFile(project.path('clips', 'left_0.mp4'));
    const { code, stderr } = await infer('clips/left_0.mp4', '--vid-out-dir', 'clips');
    expect(code).toBe(1);
    expect(stderr).toContain('would overwrite the video clips/left_0.mp4');
    expect(before.equals(await readFile(project.path('clips', 'left_0.mp4')))).toBe(true);
  });

  test('a broken video among others is an error that names it, and no predictions are written', async () => {
    await writeFile(project.path('noise.mp4'), Buffer.alloc(5000, 'not a video '));
    const { code, stdout, stderr } = await infer('clips/left_0.mp4', 'noise.mp4', '--pred-out-file', 'never.json');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/error:.*noise\.mp4/);
    expect(existsSync(project.path('never.json'))).toBe(false);
  });

  test('without the native library goes on in WebAssembly, and says so', async () => {
    const args = ['infer', 'clips/left_8.mp4', '--rec', project.config, '--checkpoint', best, '--json'];
    const env = { MMA_LIBTENSORFLOW: project.folder };
    const [native, wasm] = await Promise.all(
      [{}, { env }].map((extra) => mma(args, { cwd: project.folder, ...extra })),
    );
    expect(wasm!.stderr).toMatch(/holds no libtensorflow.*WebAssembly, which is slow and cannot train/);
    const [expected, found] = [native!, wasm!].map(({ stdout }) => JSON.parse(stdout).predictions[0].rec_scores[0]);
    for (const [i, score] of found.entries()) expect(score).toBeCloseTo(expected[i], 4);
  });

  test('a label file of another dataset is an error', async () => {
    await writeFile(project.path('three.txt'), 'a\nb\nc\n');
    const { code, stderr } = await infer('clips/left_0.mp4', '--label-file', 'three.txt');
    expect(code).toBe(1);
    expect(stderr).toContain('names 3 classes, the model has 2');
  });

  test('weights of another model are an error', async () => {
    const { code, stderr } = await infer('clips/left_0.mp4', '--cfg-options', 'model.backbone.depth=34');
    expect(code).toBe(1);
    expect(stderr).toContain('error:');
    expect(stderr).not.toContain('    at ');
  });

  test('results go to stdout, everything else to stderr', async () => {
    const { stdout, stderr } = await infer('clips/left_0.mp4', 'clips/right_1.mp4', '--json');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain('recognizing 2/2');
  });
});

test('a run goes on with --resume from where its work dir stands', async () => {
  await rename(project.path('work'), project.path('moved'));
  const { code, stderr } = await mma([
    'train',
    project.config,
    '--work-dir',
    project.path('moved'),
    '--resume',
    '--cfg-options',
    'train_cfg.max_epochs=2',
  ]);
  expect(code).toBe(0);
  expect(stderr).not.toContain('Epoch(train) [1]');
  expect(stderr).toContain('Epoch(train) [2][4/4]');
  expect(existsSync(project.path('moved', 'epoch_2.pth'))).toBe(true);
});
