import { expect, test } from 'vitest';
import { Admission } from './admission.js';

test('lets in as many as there is room for, and more once some have left', () => {
  const admission = new Admission(2);
  const leave = admission.enter()!;
  expect(admission.enter()).toBeDefined();
  expect(admission.enter()).toBeUndefined();
  leave();
  leave(); // leaving twice makes no more room
  expect(admission.inside).toBe(1);
  expect(admission.enter()).toBeDefined();
  expect(admission.enter()).toBeUndefined();
});

test('asks to come back later the more there is to do', () => {
  const admission = new Admission(10);
  expect(admission.retryAfter).toBe(1);
  for (let request = 0; request < 10; request += 1) admission.enter();
  const soon = admission.retryAfter;
  for (let request = 0; request < 20; request += 1) admission.note(4);
  expect(admission.retryAfter).toBeGreaterThan(soon);
  expect(admission.retryAfter).toBeLessThanOrEqual(20);
});
