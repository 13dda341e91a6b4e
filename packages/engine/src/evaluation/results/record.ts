import { type CheckpointValue, isTensorData, NumpyArray, type TensorData } from '@mma/checkpoint';
import type { DataSample } from '../../structures/data-sample.js';
import type { TypedArray } from '../../structures/nd-array.js';

/** A predicted sample as MMEngine dumps it: one flat dict of what is known and what was predicted. */
export type ResultRecord = Map<string, CheckpointValue>;

/** The sample as a dict; labels and scores are tensors. */
export function recordOf(sample: DataSample): ResultRecord {
  const { metainfo, gtLabel, gtScore, predLabel, predScore, gtInstances, proposals, extras } = sample;
  const record: ResultRecord = new Map();
  for (const [key, value] of Object.entries({ ...metainfo, ...extras })) record.set(key, plain(value));
  if (gtLabel !== undefined) record.set('gt_label', integers(gtLabel));
  if (gtScore !== undefined) record.set('gt_score', floats(gtScore));
  if (gtInstances !== undefined) record.set('gt_instances', plain(gtInstances));
  if (proposals !== undefined) record.set('proposals', plain(proposals));
  if (predLabel !== undefined) record.set('pred_label', integers([predLabel]));
  if (predScore !== undefined) record.set('pred_score', floats(predScore));
  return record;
}

/** The sample that a dict describes, ours or MMEngine's; whatever is no label or score is metainfo. */
export function sampleOf(record: ReadonlyMap<unknown, unknown>): DataSample {
  const sample: DataSample = { metainfo: {} };
  for (const [key, value] of record) {
    const numbers = numbersOf(value);
    if (key === 'gt_label' && numbers !== undefined) sample.gtLabel = numbers;
    else if (key === 'gt_score' && numbers !== undefined) sample.gtScore = Float32Array.from(numbers);
    else if (key === 'pred_score' && numbers !== undefined) sample.predScore = Float32Array.from(numbers);
    else if (key === 'pred_label' && numbers?.length === 1) sample.predLabel = numbers[0]!;
    else sample.metainfo[String(key)] = value instanceof Map ? Object.fromEntries(value) : value;
  }
  return sample;
}

/** The numbers of a tensor, a numpy array, a list, or one alone. */
function numbersOf(value: unknown): number[] | undefined {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.every((each) => typeof each === 'number') ? value : undefined;
  const data = isTensorData(value) || value instanceof NumpyArray ? value.data : undefined;
  return data && Array.from(data, Number);
}

/** What a dict can hold of a value: arrays of numbers are tensors, what a file has no word for is text. */
function plain(value: unknown): CheckpointValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Float64Array || value instanceof Float32Array) return floats(Float32Array.from(value));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return integers(Array.from(value as TypedArray, Number));
  if (Array.isArray(value)) return value.map(plain);
  if (isNdArray(value)) {
    const flat = plain(value.data) as TensorData;
    return { ...flat, shape: [...value.shape] };
  }
  if (typeof value === 'object') {
    return new Map(Object.entries(value).map(([key, item]) => [key, plain(item)] as const));
  }
  return String(value);
}

function isNdArray(value: object): value is { data: TypedArray; shape: readonly number[] } {
  return 'data' in value && ArrayBuffer.isView(value.data) && 'shape' in value && Array.isArray(value.shape);
}

function floats(values: Float32Array): TensorData {
  return { dtype: 'float32', shape: [values.length], data: Float32Array.from(values) };
}

function integers(values: readonly number[]): TensorData {
  return { dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}
