import { UsageError } from '../errors.js';

/** @throws UsageError where two jobs would write the same place, as `a.avi` and `a.mkv` do */
export function checkUniqueOutputs(jobs: readonly { path: string; out: string }[]): void {
  for (const [out, [first, second]] of Map.groupBy(jobs, (job) => job.out)) {
    if (second !== undefined)
      throw new UsageError(`${first!.path} and ${second.path} would both become ${out}.`, 'Rename one of them.');
  }
}
