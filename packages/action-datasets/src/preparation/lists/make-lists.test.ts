import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LayoutName, layouts } from './layouts.js';
import { makeLists } from './make-lists.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-lists-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** The lists of a dataset, by file name. */
async function lists(layout: LayoutName, options: { frames?: boolean } = {}) {
  const made = await makeLists(await layouts[layout].read(join(folder, 'annotations')), {
    media: join(folder, 'media'),
    out: join(folder, 'out'),
    name: layout,
    ...options,
  });
  const texts: Record<string, string> = {};
  for (const name of (await readdir(join(folder, 'out'))).sort())
    texts[name] = await readFile(join(folder, 'out', name), 'utf8');
  return { made, texts };
}

describe('annotations as the authors publish them become lists', () => {
  test('Kinetics: CSV with times in seconds, classes in alphabetical order', async () => {
    await put({
      'annotations/kinetics_train.csv':
        'label,youtube_id,time_start,time_end,split\nzumba,aaa,10,20,train\n"arm wrestling",b-b,0,10,train\n',
      'annotations/kinetics_val.csv': 'label,youtube_id,time_start,time_end,split\nzumba,ccc,1.0,11.0,val\n',
      'annotations/kinetics_test.csv': 'youtube_id,time_start,time_end,split\nddd,5,15,test\n',
      'media/train/zumba/aaa_000010_000020.mp4': '',
      'media/train/arm_wrestling/b-b_000000_000010.mkv': '',
      'media/val/zumba/ccc_000001_000011.mp4': '',
      'media/test/ddd_000005_000015.mp4': '',
    });
    expect((await lists('kinetics400')).texts).toEqual({
      'kinetics400_train_video.txt':
        'train/zumba/aaa_000010_000020.mp4 1\ntrain/arm_wrestling/b-b_000000_000010.mkv 0\n',
      'kinetics400_val_video.txt': 'val/zumba/ccc_000001_000011.mp4 1\n',
      'kinetics400_test_video.txt': 'test/ddd_000005_000015.mp4\n',
      'label_map_kinetics400.txt': 'arm_wrestling\nzumba\n',
    });
  });

  test('UCF101: three splits', async () => {
    const splits = [1, 2, 3].flatMap((n) => [
      [`annotations/trainlist0${n}.txt`, 'Archery/v_Archery_g08_c01.avi 2\n'],
      [`annotations/testlist0${n}.txt`, `ApplyLipstick/v_ApplyLipstick_g0${n}_c01.avi\r\n`],
    ]);
    await put({
      'annotations/classInd.txt': '1 ApplyLipstick\n2 Archery\n',
      ...Object.fromEntries(splits),
      'media/Archery/v_Archery_g08_c01.avi': '',
      'media/ApplyLipstick/v_ApplyLipstick_g01_c01.avi': '',
      'media/ApplyLipstick/v_ApplyLipstick_g02_c01.avi': '',
    });
    const { made, texts } = await lists('ucf101');
    expect(texts['ucf101_train_split_1_video.txt']).toBe('Archery/v_Archery_g08_c01.avi 1\n');
    expect(texts['ucf101_val_split_2_video.txt']).toBe('ApplyLipstick/v_ApplyLipstick_g02_c01.avi 0\n');
    expect(made.missing).toEqual([{ split: 'val_split_3', names: ['ApplyLipstick/v_ApplyLipstick_g03_c01'] }]);
  });

  test('HMDB51: a file for each class and split', async () => {
    const files: Record<string, string> = {};
    for (const n of [1, 2, 3]) {
      files[`annotations/clap_test_split${n}.txt`] = 'a.avi 1\nb.avi 2\nc.avi 0\n';
      files[`annotations/wave_test_split${n}.txt`] = `d.avi ${n === 1 ? 2 : 1}\n`;
    }
    await put({
      ...files,
      'media/clap/a.avi': '',
      'media/clap/b.avi': '',
      'media/clap/c.avi': '',
      'media/wave/d.avi': '',
    });
    const { texts } = await lists('hmdb51');
    expect(texts['hmdb51_train_split_1_video.txt']).toBe('clap/a.avi 0\n');
    expect(texts['hmdb51_val_split_1_video.txt']).toBe('clap/b.avi 0\nwave/d.avi 1\n');
    expect(texts['hmdb51_train_split_3_video.txt']).toBe('clap/a.avi 0\nwave/d.avi 1\n');
  });

  test('Something-Something V1: folders of frames, and of flow where there is any', async () => {
    const prefix = 'annotations/something-something-v1';
    await put({
      [`${prefix}-labels.csv`]: 'Holding something\nDropping; something\n',
      [`${prefix}-train.csv`]: '12;Dropping; something\n',
      [`${prefix}-validation.csv`]: '7;Holding something\n',
      [`${prefix}-test.csv`]: '9\n',
      'media/12/img_00001.jpg': '',
      'media/12/img_00002.jpg': '',
      'media/12/flow_x_00001.jpg': '',
      'media/12/flow_y_00001.jpg': '',
      'media/7/img_00001.jpg': '',
      'media/9/img_00001.jpg': '',
    });
    expect((await lists('sthv1', { frames: true })).texts).toMatchObject({
      'sthv1_train_rawframes.txt': '12 2 1\n',
      'sthv1_train_flow.txt': '12 1 1\n',
      'sthv1_val_rawframes.txt': '7 1 0\n',
      'sthv1_test_rawframes.txt': '9 1\n',
    });
  });

  test('Something-Something V2: templates without their brackets', async () => {
    const prefix = 'annotations/something-something-v2';
    await put({
      [`${prefix}-labels.json`]: '{"Pulling something from left to right": "1", "Holding something": "0"}',
      [`${prefix}-train.json`]:
        '[{"id":"78","label":"pulling a pen","template":"Pulling [something] from left to right","placeholders":["pen"]}]',
      [`${prefix}-validation.json`]: '[{"id":"5","template":"Holding [something]"}]',
      'media/78.webm': '',
      'media/5.webm': '',
    });
    expect((await lists('sthv2')).texts).toEqual({
      'sthv2_train_video.txt': '78.webm 1\n',
      'sthv2_val_video.txt': '5.webm 0\n',
      'label_map_sthv2.txt': 'Holding something\nPulling something from left to right\n',
    });
  });

  test('Jester, whose frames have numbers for names', async () => {
    const prefix = 'annotations/jester-v1';
    await put({
      [`${prefix}-labels.csv`]: 'Swiping Left\nNo gesture\n',
      [`${prefix}-train.csv`]: '1;No gesture\n',
      [`${prefix}-validation.csv`]: '2;Swiping Left\n',
      'media/1/00001.jpg': '',
      'media/1/cover.jpg': '',
      'media/2/00001.jpg': '',
    });
    expect((await lists('jester', { frames: true })).texts['jester_train_rawframes.txt']).toBe('1 1 1\n');
  });

  test('Moments in Time', async () => {
    await put({
      'annotations/moments_categories.txt': 'clapping,1\nadult+male+speaking,0\n',
      'annotations/trainingSet.csv': 'clapping/a.mp4,clapping,3,0\n',
      'annotations/validationSet.csv': 'adult+male+speaking/b.mp4,adult+male+speaking,3,0\n',
      'media/training/clapping/a.mp4': '',
      'media/validation/adult+male+speaking/b.mp4': '',
    });
    expect((await lists('mit')).texts).toEqual({
      'mit_train_video.txt': 'training/clapping/a.mp4 1\n',
      'mit_val_video.txt': 'validation/adult+male+speaking/b.mp4 0\n',
      'label_map_mit.txt': 'adult+male+speaking\nclapping\n',
    });
  });

  test('Diving48, with the parts of a dive as its class name', async () => {
    await put({
      'annotations/Diving48_V2_train.json': '[{"vid_name":"x_1","label":1,"start_frame":0,"end_frame":9}]',
      'annotations/Diving48_V2_test.json': '[{"vid_name":"x_2","label":0}]',
      'annotations/Diving48_vocab.json': '[["Back","15som","05Twis","FREE"],["Forward","PIKE"]]',
      'media/x_1.mp4': '',
      'media/x_2.mp4': '',
    });
    expect((await lists('diving48')).texts).toEqual({
      'diving48_train_video.txt': 'x_1.mp4 1\n',
      'diving48_val_video.txt': 'x_2.mp4 0\n',
      'label_map_diving48.txt': 'Back 15som 05Twis FREE\nForward PIKE\n',
    });
  });
});

describe('mistakes are told', () => {
  test('a file that the layout needs is missing', async () => {
    await put({ 'media/a.mp4': '', 'annotations/classInd.txt': '1 A\n' });
    await expect(lists('ucf101')).rejects.toMatchObject({
      code: 'MMA_DATA_LAYOUT_FILE',
      message: expect.stringMatching(/trainlist01\.txt does not exist/),
      hint: expect.stringMatching(/classInd\.txt/),
    });
  });

  test('a class that the dataset does not have', async () => {
    await put({
      'annotations/jester-v1-labels.csv': 'No gesture\n',
      'annotations/jester-v1-train.csv': '1;Waving\n',
      'annotations/jester-v1-validation.csv': '',
    });
    await expect(lists('jester')).rejects.toThrow(/jester-v1-train\.csv: no class is named `Waving` \(in `1;Waving`\)/);
  });

  test('JSON of another shape', async () => {
    await put({
      'annotations/Diving48_V2_train.json': '[{"vid_name":"x"}]',
      'annotations/Diving48_V2_test.json': '[]',
    });
    await expect(lists('diving48')).rejects.toThrow(/Diving48_V2_train\.json: .*label/s);
  });

  test('the videos belong to another dataset', async () => {
    await put({
      'annotations/Diving48_V2_train.json': '[{"vid_name":"x","label":0}]',
      'annotations/Diving48_V2_test.json': '[]',
      'media/y.mp4': '',
    });
    await expect(lists('diving48')).rejects.toThrow(
      /media holds none of the 1 clips that the annotations name \(such as x\)/,
    );
  });

  test('a name that two files have', async () => {
    await put({
      'annotations/Diving48_V2_train.json': '[{"vid_name":"x","label":0}]',
      'annotations/Diving48_V2_test.json': '[]',
      'media/a/x.mp4': '',
      'media/b/x.mp4': '',
    });
    await expect(lists('diving48')).rejects.toThrow(/`x` may be a\/x or b\/x/);
  });

  test('flow in one direction only', async () => {
    await put({
      'annotations/Diving48_V2_train.json': '[{"vid_name":"x","label":0}]',
      'annotations/Diving48_V2_test.json': '[]',
      'media/x/flow_x_00001.jpg': '',
    });
    await expect(lists('diving48', { frames: true })).rejects.toThrow(/1 flow_x_\* pictures and 0 flow_y_\* ones/);
  });

  test('lists that cannot be written where they are to go', async () => {
    await put({
      'annotations/Diving48_V2_train.json': '[{"vid_name":"x","label":0}]',
      'annotations/Diving48_V2_test.json': '[]',
      'media/x.mp4': '',
      out: 'a file',
    });
    await expect(lists('diving48')).rejects.toMatchObject({ code: 'MMA_DATA_WRITE', hint: expect.any(String) });
  });
});
