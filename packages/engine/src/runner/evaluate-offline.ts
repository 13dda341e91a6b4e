import { type Config, importModules } from '@mma/config';
import { EngineError } from '../errors.js';
import { Evaluator } from '../evaluation/evaluator.js';
import { DumpResults } from '../evaluation/results/dump-results.js';
import { readResults } from '../evaluation/results/results-file.js';
import { METRICS } from '../registry/roots.js';
import { metricsOf } from './config-sections.js';
import { sourceOf } from './source-of.js';
import { customModules } from './validate-config.js';

/** Samples that metrics are given at a time. */
const CHUNK = 256;

/**
 * The figures of a config's `test_evaluator` over predictions in a file, without data, model or TensorFlow.
 *
 * @param file what `DumpResults`, ours or MMEngine's, has written
 * @throws RegistryError for metrics that are not configured properly
 * @throws EngineError `MMA_RUN_MODE` when the config has no `test_evaluator`, `MMA_EVAL_RESULTS` for a file of anything else
 */
export async function evaluateOffline(config: Config, file: string): Promise<Record<string, number>> {
  const values = config.toJSON();
  await importModules(customModules(values), config.filename);
  const placed = metricsOf(values, 'test');
  if (placed.length === 0) {
    throw new EngineError('MMA_RUN_MODE', 'the config has no metrics to compute', { hint: 'it needs test_evaluator' });
  }
  const source = sourceOf(config);
  const metrics = placed.map(({ path, config: metric }) => METRICS.build(metric, { path, source }));
  // What the file was written by would write it again.
  const evaluator = new Evaluator(metrics.filter((metric) => !(metric instanceof DumpResults)));
  const samples = await readResults(file);
  for (let start = 0; start < samples.length; start += CHUNK) evaluator.process(samples.slice(start, start + CHUNK));
  return evaluator.evaluate({ size: samples.length });
}
