import { Random, type Results, TRANSFORMS } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { fixture } from '../../testing/fixture.js';
import '../../index.js';

interface Row {
  type: string;
  config: Record<string, unknown>;
  total_frames: number;
  start_index: number;
  frame_inds: number[];
  clip_len: number;
  num_clips: number;
}

describe('samplers choose MMAction2’s frames in test mode', () => {
  const rows = fixture<Row[]>('sampling.json');
  test.each([...new Set(rows.map((row) => row.type))])('%s', async (type) => {
    for (const row of rows.filter((candidate) => candidate.type === type)) {
      const { total_frames, start_index, frame_inds, clip_len, num_clips } = row;
      const sampler = TRANSFORMS.build({ type, ...row.config });
      const results = (await sampler.transform({ total_frames, start_index } satisfies Results, Random.of(0)))!;
      expect([...(results['frame_inds'] as Int32Array)], JSON.stringify(row)).toEqual(frame_inds);
      expect(results).toMatchObject({ clip_len, num_clips });
    }
  });
});
