/** `2026/11/23 00:43:21`, in local time: the stamp on every log line. */
export function logTime(date: Date): string {
  const [day, time] = parts(date);
  return `${day.join('/')} ${time.join(':')}`;
}

/** `20261123_004321`, in local time: the name of a run's folder and log. */
export function runTimestamp(date: Date): string {
  const [day, time] = parts(date);
  return `${day.join('')}_${time.join('')}`;
}

/** Seconds as Python prints a timedelta: `0:01:49`, `1 day, 2:00:00`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.trunc(seconds));
  const days = Math.trunc(whole / 86_400);
  const hours = Math.trunc((whole % 86_400) / 3600);
  const clock = `${hours}:${two(Math.trunc((whole % 3600) / 60))}:${two(whole % 60)}`;
  return days === 0 ? clock : `${days} day${days === 1 ? '' : 's'}, ${clock}`;
}

/** A number with fixed decimals, and Python's spelling of what is not finite: `0.5000`, `nan`, `-inf`. */
export function fixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : notFinite(value);
}

/** A number with an exponent of at least two digits, as Python prints it: `1.0000e-02`. */
export function exponential(value: number, digits: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  return value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
}

function notFinite(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function parts(date: Date): [string[], string[]] {
  return [
    [String(date.getFullYear()), two(date.getMonth() + 1), two(date.getDate())],
    [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())],
  ];
}
