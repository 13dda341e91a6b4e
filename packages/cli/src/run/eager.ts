/** For `--eager`: from here on the backend records nothing. */
export function runEagerly(): void {
  process.env['MMA_EAGER'] = '1';
}
