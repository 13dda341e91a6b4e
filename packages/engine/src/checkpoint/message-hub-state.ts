import { type CheckpointRecord, isTensorData, NumpyArray, PythonObject, type TensorData } from '@mma/checkpoint';
import { HistoryBuffer } from '../logging/history-buffer.js';
import type { MessageHub, RuntimeInfo } from '../logging/message-hub.js';

/** Where a checkpoint keeps scalar histories: MMEngine's place for them holds pickled Python objects. */
const HISTORIES = 'mma_log_scalars';

/** The hub's entries of a checkpoint. MMEngine resumes from `message_hub` with histories that start anew. */
export function saveMessageHub(hub: MessageHub): CheckpointRecord {
  const histories = new Map<string, CheckpointRecord>();
  for (const [key, buffer] of hub.logScalars) {
    const { values, counts } = buffer.history;
    histories.set(key, { values: doubles(values), counts: doubles(counts) });
  }
  return {
    message_hub: { log_scalars: new Map(), runtime_info: new Map(hub.runtimeInfo), resumed_keys: new Map() },
    [HISTORIES]: histories,
  };
}

/** Fills the hub from a checkpoint, ours or MMEngine's; what is no plain value there is left out. */
export function loadMessageHub(hub: MessageHub, checkpoint: Readonly<Record<string, unknown>>): void {
  const saved = checkpoint['message_hub'];
  const info = saved instanceof Map ? saved.get('runtime_info') : undefined;
  if (info instanceof Map) {
    for (const [key, value] of info) {
      const plain = plainValue(value);
      if (typeof key === 'string' && plain !== undefined) hub.runtimeInfo.set(key, plain);
    }
  }
  const theirs = saved instanceof Map ? saved.get('log_scalars') : undefined;
  for (const histories of [theirs, checkpoint[HISTORIES]]) {
    if (!(histories instanceof Map)) continue;
    for (const [key, history] of histories) {
      const values = numbers(field(history, 'values') ?? field(history, '_log_history'));
      const counts = numbers(field(history, 'counts') ?? field(history, '_count_history'));
      if (typeof key === 'string' && values !== undefined && counts !== undefined) {
        hub.logScalars.set(key, new HistoryBuffer(values, counts));
      }
    }
  }
}

/** A member of a dict, or of a pickled object's state. */
function field(value: unknown, name: string): unknown {
  const dict = value instanceof PythonObject ? value.state : value;
  return dict instanceof Map ? dict.get(name) : undefined;
}

/** The elements of a tensor or of a numpy array. */
function numbers(value: unknown): number[] | undefined {
  const data = isTensorData(value) || value instanceof NumpyArray ? value.data : undefined;
  return data && Array.from(data, Number);
}

function doubles(values: readonly number[]): TensorData {
  return { dtype: 'float64', shape: [values.length], data: Float64Array.from(values) };
}

function plainValue(value: unknown): RuntimeInfo | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map((item) => plainValue(item)).filter((item) => item !== undefined);
  if (!(value instanceof Map)) return undefined;
  const entries = [...value].map(([key, item]) => [String(key), plainValue(item)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, RuntimeInfo] => entry[1] !== undefined));
}
