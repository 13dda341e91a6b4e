import { Random, type Results, TRANSFORMS } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { fixture } from '../../testing/fixture.js';
import '../../index.js';

interface Row {
  type: string;
  config: Record<string, unknown>;
  given: Results;
  frame_inds: number[];
  clip_len: number;
  num_clips: number;
}

type ShortRow = Omit<Row, 'given'> & { total_frames: number; start_index: number };

describe('samplers choose MMAction2’s frames in test mode', () => {
  const rows: Row[] = [
    ...fixture<ShortRow[]>('sampling.json').map(({ total_frames, start_index, ...row }) => ({
      ...row,
      given: { total_frames, start_index },
    })),
    ...fixture<Row[]>('sampling_more.json'),
  ];
  test.each([...new Set(rows.map((row) => row.type))])('%s', async (type) => {
    for (const row of rows.filter((candidate) => candidate.type === type)) {
      const { given, frame_inds, clip_len, num_clips } = row;
      const sampler = TRANSFORMS.build({ type, ...row.config });
      const results = (await sampler.transform({ ...given }, Random.of(0)))!;
      expect([...(results['frame_inds'] as Int32Array)], JSON.stringify(row)).toEqual(frame_inds);
      expect(results).toMatchObject({ clip_len, num_clips });
    }
  });
});
