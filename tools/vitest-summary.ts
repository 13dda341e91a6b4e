import type { Reporter, TestModule } from 'vitest/node';

/** Ends a test run with one plain line, `N passed, M failed`, that scripts can read. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      passed += tests.filter((test) => test.result().state === 'passed').length;
      failed += tests.filter((test) => test.result().state === 'failed').length;
      // A file that failed outside of its tests (syntax, import, hook) has errors of its own.
      if (module.errors().length > 0) failed += 1;
    }
    // After vitest's own report, which is written when this hook of its reporter runs.
    process.once('exit', () => process.stdout.write(`${passed} passed, ${failed} failed\n`));
  }
}
