import { expect, it } from 'vitest';
import { inferRule, isBetter } from './best-rule.js';

it('tells from a metric name whether more is better', () => {
  expect(['acc/top1', 'mAP', 'acc/mean1', 'AR@100'].map((name) => inferRule(name))).toEqual(Array(4).fill('greater'));
  expect(['loss', 'val/loss_cls'].map((name) => inferRule(name))).toEqual(['less', 'less']);
  expect(inferRule('perplexity', ['gain'], ['perplex'])).toBe('less');
});

it('asks for the rule when the name says nothing', () => {
  expect(() => inferRule('fid')).toThrow(/greater or a smaller "fid"/);
});

it('does not take an equal score for a better one', () => {
  expect(isBetter('greater', 0.5, 0.5)).toBe(false);
  expect(isBetter('less', 0.4, 0.5)).toBe(true);
});
