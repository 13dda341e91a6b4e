import { expect, test } from 'vitest';
import { DropGate } from './drop-gate.js';

/** The packets that pass, 25 a second with a key frame every half second, arriving by `arrival`. */
function passed(seconds: number, arrival: (time: number) => number): number[] {
  const gate = new DropGate(1);
  const times = Array.from({ length: seconds * 25 }, (_, packet) => packet / 25);
  return times.filter((time, packet) => !gate.drops({ time, now: arrival(time), isKey: packet % 12 === 0 }));
}

test('a source in time loses nothing, nor does one that sends a file as fast as it can', () => {
  expect(passed(60, (time) => time)).toHaveLength(60 * 25);
  expect(passed(60, (time) => time / 50)).toHaveLength(60 * 25);
});

test('what has piled up is dropped up to a key frame, after which all passes', () => {
  // Nothing is read from 10 s to 14 s; then what has piled up arrives ten times as fast as it was made.
  const times = passed(30, (time) => (time < 10 ? time : Math.max(time, 14 + (time - 10) / 10)));
  const [lost] = times.filter((time, at) => at > 0 && time - times[at - 1]! > 0.1);
  expect(times.filter((time) => time < 10)).toHaveLength(250);
  expect(lost).toBeGreaterThan(13.5);
  expect(lost).toBeLessThan(14.6);
  expect((lost! * 25) % 12).toBeCloseTo(0);
  expect(times.filter((time) => time > lost!)).toHaveLength(Math.round((30 - lost!) * 25) - 1);
});

test('a source that pauses, and goes on where it was, is soon taken for what it is', () => {
  const times = passed(60, (time) => (time < 10 ? time : time + 5));
  const again = times.find((time) => time > 10)!;
  expect(again).toBeLessThan(12);
  expect(times.filter((time) => time >= again)).toHaveLength(Math.round((60 - again) * 25));
});
