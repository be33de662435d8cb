/** How many tests passed, failed, and did not run. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What of vitest's JSON report counts. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

/**
 * The tally of one vitest run. A file that could not be loaded has no tests to fail, and counts as one; so does a run
 * that ended badly without any failed test (an error outside a test, no tests found, no report written).
 *
 * @param report the JSON report, or null when there is none
 */
export function tally(report: string | null, exitCode: number): Tally {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const found = JSON.parse(report) as Report;
  const broken = found.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = found.numFailedTests + broken;
  return {
    passed: found.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: found.numPendingTests + found.numTodoTests,
  };
}

export function sumOf(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
    skipped: tallies.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

/**
 * The name of each failed test with its file, so that the end of a long output says what to look at. A file that could
 * not be loaded stands for itself.
 *
 * @param report as for `tally`
 * @param root the folder that names of files are shown from
 */
export function failedTests(report: string | null, root: string): string[] {
  if (report === null) return [];
  const found = JSON.parse(report) as Report;
  return found.testResults.flatMap(({ name, status, assertionResults }) => {
    const file = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name;
    if (status === 'failed' && assertionResults.length === 0) return [file];
    return assertionResults.filter(test => test.status === 'failed').map(test => `${file} > ${test.fullName}`);
  });
}
