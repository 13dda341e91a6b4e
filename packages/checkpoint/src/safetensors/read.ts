import { beyondLimit, corrupt } from '../errors.js';
import { ByteSource, inFile } from '../files/byte-source.js';
import { OrderedDict } from '../pickle/values.js';
import { dtypeOfSafetensors, dtypes } from '../tensors/dtype.js';
import { elementCount, type LazyTensor, type StateDict, tensorFromBytes } from '../tensors/tensor.js';

/** What a `.safetensors` file holds. */
export interface Safetensors {
  readonly tensors: StateDict;
  /** The header's text, such as `format`. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** Read all of a `.safetensors` file. `readCheckpoint` opens one without reading the tensors. */
export async function readSafetensors(file: string): Promise<Safetensors> {
  await using source = await ByteSource.open(file);
  return await inFile(file, async () => {
    const content = await readSafetensorsContent(source);
    const tensors: StateDict = new Map();
    for (const [name, tensor] of content) tensors.set(name, await tensor.read());
    return { tensors, metadata: new Map(content.attributes as ReadonlyMap<string, string> | undefined) };
  });
}

const maxHeaderBytes = 100_000_000; // the format's own limit

/** Read a `.safetensors` file: a JSON header, then the tensors' bytes. Metadata becomes the dict's attributes. */
export async function readSafetensorsContent(source: ByteSource): Promise<OrderedDict<LazyTensor>> {
  const headerBytes = Buffer.from((await source.read(0, 8)).buffer).readBigUInt64LE();
  if (headerBytes > maxHeaderBytes) throw beyondLimit(`a header of ${headerBytes} bytes`);
  const dataStart = 8 + Number(headerBytes);
  const header = parseHeader(Buffer.from((await source.read(8, Number(headerBytes))).buffer).toString());

  const tensors: [string, Place][] = [];
  const content = new OrderedDict<LazyTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') content.attributes = metadataOf(entry);
    else tensors.push([name, placeOf(name, entry)]);
  }
  tensors.sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let reached = 0;
  for (const [name, { dtype, shape, begin, end }] of tensors) {
    if (begin !== reached) throw corrupt(`tensor ${JSON.stringify(name)} overlaps its neighbour or leaves a gap`);
    reached = end;
    content.set(name, {
      dtype,
      shape,
      read: async () => tensorFromBytes(dtype, shape, await source.read(dataStart + begin, end - begin)),
    });
  }
  if (dataStart + reached !== source.size) {
    throw corrupt(`the header describes ${dataStart + reached} bytes, the file has ${source.size}`);
  }
  return content;
}

function metadataOf(entry: unknown): ReadonlyMap<string, string> {
  if (!isRecord(entry)) throw corrupt('the metadata in the header is not a JSON object');
  return new Map(Object.entries(entry).map(([key, value]) => [key, String(value)]));
}

interface Place {
  readonly dtype: LazyTensor['dtype'];
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function parseHeader(text: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw corrupt(`the header is not JSON: ${(cause as Error).message}`);
  }
  if (!isRecord(header)) throw corrupt('the header is not a JSON object');
  return header;
}

function placeOf(name: string, entry: unknown): Place {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  const type = typeof dtype === 'string' ? dtypeOfSafetensors(dtype) : undefined;
  if (type === undefined) throw corrupt(`tensor ${JSON.stringify(name)} has the unknown type ${JSON.stringify(dtype)}`);
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw corrupt(`tensor ${JSON.stringify(name)} has no valid shape or place`);
  }
  const [begin = 0, end = 0] = offsets;
  if (end - begin !== elementCount(shape) * dtypes[type].bytes) {
    throw corrupt(`tensor ${JSON.stringify(name)} of shape [${shape}] has ${end - begin} bytes`);
  }
  return { dtype: type, shape, begin, end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 64 && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
