/** Four digits that count, without useless zeros. */
export function figure(value) {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2).replace(/\.?0+e/, 'e');
  return String(Number(value.toPrecision(4)));
}

/** A count as axes have it: 500k, 2M. */
export function shortCount(value) {
  if (Math.abs(value) >= 1e6) return `${Number((value / 1e6).toFixed(2))}M`;
  if (Math.abs(value) >= 1e4) return `${Number((value / 1e3).toFixed(2))}k`;
  return String(Number(value.toFixed(2)));
}

export function bytes(size) {
  if (size < 1000) return `${size} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(size) / 3), units.length);
  return `${(size / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}

/** Seconds as 1:02:03. */
export function duration(seconds) {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** A time of this machine, as in logs: 2026-11-23 09:12. */
export function moment(seconds) {
  if (seconds === null) return '–';
  const date = new Date(seconds * 1000);
  const two = (part) => String(part).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

const TITLES = {
  lr: 'learning rate',
  time: 'time for an iteration (s)',
  data_time: 'waiting for data (s)',
  memory: 'memory (MiB)',
  grad_norm: 'norm of gradients',
};

export const titleOf = (key) => TITLES[key] ?? key;
