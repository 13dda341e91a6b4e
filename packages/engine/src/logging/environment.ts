import { availableParallelism, cpus, release, totalmem } from 'node:os';
import type { DeviceInfo } from '@mma/backend';

const RULE = '-'.repeat(60);

/** The block at the top of every log: what the run stands on. */
export function environmentText(device: DeviceInfo, runtime: Readonly<Record<string, unknown>>): string {
  const gibibytes = (totalmem() / 2 ** 30).toFixed(1);
  const system = {
    'sys.platform': `${process.platform} ${process.arch} (${release()})`,
    Node: process.versions.node,
    CPU: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} usable`,
    Memory: `${gibibytes} GiB`,
    TensorFlow: device.tensorflowVersion,
    Device: `${device.device} (${device.why})`,
    Threads: device.threads,
  };
  return [
    '',
    RULE,
    'System environment:',
    ...lines(system),
    '',
    'Runtime environment:',
    ...lines(runtime),
    RULE,
    '',
  ].join('\n');
}

function lines(entries: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(entries).map(([name, value]) => `    ${name}: ${show(value)}`);
}

function show(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
