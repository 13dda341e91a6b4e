import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../runner/fixtures/toy-config.js';
import { logOf, runDirs, toyRunner } from '../../runner/fixtures/toy-run.js';

interface TraceEvent {
  ph: string;
  name: string;
  ts: number;
  dur: number;
}

async function profiled(options: ConfigDict): Promise<{ runDir: string; log: string; events: TraceEvent[] }> {
  const dir = tempDir();
  const runner = await toyRunner(dir, { custom_hooks: [{ type: 'ProfilerHook', ...options }] });
  await runner.train();
  const [runDir] = runDirs(join(dir, 'work'));
  const trace = JSON.parse(readFileSync(join(runDir!, 'profile.trace.json'), 'utf8')) as { traceEvents: TraceEvent[] };
  return { runDir: runDir!, log: logOf(join(dir, 'work')), events: trace.traceEvents };
}

const named = (events: readonly TraceEvent[], name: string): TraceEvent[] =>
  events.filter((each) => each.name === name);

describe('a profile', () => {
  it('is of one epoch: functions for the performance panel, iterations for the trace viewer', async () => {
    const { runDir, log, events } = await profiled({ on_trace_ready: { type: 'log_trace' }, profile_memory: true });
    const profile = JSON.parse(readFileSync(join(runDir, 'profile.cpuprofile'), 'utf8')) as {
      nodes: { callFrame: { functionName: string } }[];
      samples: number[];
      startTime: number;
      endTime: number;
    };
    expect(profile.samples.length).toBeGreaterThan(10);
    expect(profile.nodes.map(({ callFrame }) => callFrame.functionName)).toContain('trainIteration');
    const steps = named(events, 'step and hooks');
    expect(steps).toHaveLength(4);
    expect(named(events, 'wait for data')).toHaveLength(4);
    expect(named(events, 'tensors')).toHaveLength(4);
    for (const { dur } of steps) expect(dur).toBeGreaterThan(0);
    // Spans are within what was measured, in the profile's unit.
    expect(steps.reduce((sum, { dur }) => sum + dur, 0)).toBeLessThan(profile.endTime - profile.startTime);
    expect(log).toMatch(/The busiest functions:\n +[\d.]+ ms +[\d.]+ % {2}\S/);
  });

  it('is of some iterations, after the first ones', async () => {
    const { events } = await profiled({ by_epoch: false, profile_times: 3, skip_first: 2 });
    expect(named(events, 'step and hooks')).toHaveLength(3);
    expect(named(events, 'tensors')).toEqual([]);
  });

  it('of more iterations than there are is refused, before any training', async () => {
    const dir = tempDir();
    const options = { by_epoch: false, profile_times: 30 };
    const runner = await toyRunner(dir, { custom_hooks: [{ type: 'ProfilerHook', ...options }] });
    await expect(runner.train()).rejects.toMatchObject({ code: 'MMA_HOOK_PROFILER' });
    expect(existsSync(join(dir, 'work', 'epoch_1.pth'))).toBe(false);
  });

  it("says what of MMEngine's options has no meaning here", async () => {
    const refused = (options: ConfigDict): Promise<unknown> =>
      toyRunner(tempDir(), { custom_hooks: [{ type: 'ProfilerHook', ...options }] });
    await expect(refused({ activity_with_cuda: true })).rejects.toThrow(/activity_with_cuda.*only false/s);
    await expect(refused({ on_trace_ready: { type: 'tb_trace' } })).rejects.toThrow(/only "log_trace"/);
    await expect(refused({ profile_times: 2 })).rejects.toThrow(/one epoch/);
  });
});
