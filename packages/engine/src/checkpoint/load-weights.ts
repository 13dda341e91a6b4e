import { findStateDict, isLazyTensor, isTensorData, type TensorData, widenToFloat32 } from '@mma/checkpoint';
import type { LazyLoadable, LoadableTensor, LoadReport, Module } from '@mma/nn';
import { EngineError } from '../errors.js';
import type { LoadedCheckpoint } from './open-checkpoint.js';

/**
 * Loads what fits of a checkpoint's weights into a model; what does not fit is in the report, never passed over. Weights
 * that are still in their file are read one by one.
 * @throws EngineError `MMA_CHECKPOINT_NO_MATCH` when nothing fits at all.
 */
export async function loadWeights(model: Module, checkpoint: LoadedCheckpoint, file: string): Promise<LoadReport> {
  const state = lazyStateOf(checkpoint);
  const report = await model.streamStateDict(state, { strict: false });
  if (report.loaded.length === 0) {
    const own = [...model.namedParameters()][0]?.[0] ?? '';
    const [theirs] = state.keys();
    throw new EngineError(
      'MMA_CHECKPOINT_NO_MATCH',
      `nothing in ${file} fits the model: the file has names like ${theirs}, the model names like ${own}`,
      { hint: 'the checkpoint is of another model: check the config that it belongs to' },
    );
  }
  return report;
}

/** A loaded checkpoint's weights by name, as modules take them. */
export function stateOf(checkpoint: LoadedCheckpoint): Map<string, LoadableTensor> {
  const state = new Map<string, LoadableTensor>();
  for (const [name, tensor] of findStateDict(new Map(Object.entries(checkpoint)))) {
    if (isTensorData(tensor) && isLoadable(tensor)) state.set(name, loadable(tensor));
  }
  return state;
}

function lazyStateOf(checkpoint: LoadedCheckpoint): Map<string, LoadableTensor | LazyLoadable> {
  const state = new Map<string, LoadableTensor | LazyLoadable>();
  for (const [name, tensor] of findStateDict(new Map(Object.entries(checkpoint)))) {
    const { dtype, shape } = tensor;
    if (!isLoadable(tensor)) continue;
    if (isLazyTensor(tensor)) state.set(name, { dtype, shape, read: async () => loadable(await tensor.read()) });
    else state.set(name, loadable(tensor));
  }
  return state;
}

/** No parameter or buffer is of unsigned 64-bit numbers; such an entry is reported as missing. */
function isLoadable({ dtype }: { dtype: string }): boolean {
  return dtype !== 'uint64';
}

function loadable(tensor: TensorData): LoadableTensor {
  const { dtype, shape, data } = widenToFloat32(tensor);
  return { dtype, shape, data: data as Exclude<typeof data, BigUint64Array> };
}

const SHOWN = 20;

/** The report as lines for the log: counts first, then names and shapes of all that did not fit. */
export function describeLoad(report: LoadReport, file: string): string {
  const { loaded, missing, unexpected, mismatched, shapes } = report;
  const lines = [
    `Load checkpoint from ${file}`,
    `    loaded:     ${loaded.length}`,
    `    missing:    ${missing.length}${list(missing, shapes)}`,
    `    unexpected: ${unexpected.length}${list(unexpected, shapes)}`,
    `    mismatched: ${mismatched.length}`,
    ...mismatched.map(
      ({ name, expected, found }) => `        ${name}: the model has [${expected}], the file [${found}]`,
    ),
  ];
  if (mismatched.length > 0) {
    lines.push('    What is mismatched keeps its first values: a head for another number of classes is trained anew.');
  }
  return lines.join('\n');
}

function list(names: readonly string[], shapes: ReadonlyMap<string, readonly number[]>): string {
  const shown = names.slice(0, SHOWN).map((name) => `\n        ${name} [${shapes.get(name)}]`);
  if (names.length > SHOWN) shown.push(`\n        … and ${names.length - SHOWN} more`);
  return shown.join('');
}
