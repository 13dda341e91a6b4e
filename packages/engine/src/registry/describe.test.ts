import { expect, it } from 'vitest';
import { z } from 'zod';
import { component, componentConfig } from './component.js';
import { describeAll, describeRegistry } from './describe.js';
import { Registry } from './registry.js';

const TOYS = new Registry<object>('toy');
const CATS = new Registry<object>('cat');

@TOYS.register()
class Ball {
  static readonly options = z.strictObject({}).describe('rolls');
}

@CATS.register({ name: 'House', aliases: ['Felix'], scope: 'pets' })
class House {
  static readonly options = z
    .strictObject({
      numLegs: z.int().min(3).describe('legs on the ground'),
      topKWeight: z.number().gt(0).max(1).default(0.5),
      size: z.union([z.number(), z.tuple([z.number(), z.number()]), z.instanceof(Ball)]).nullish(),
      mood: z.enum(['calm', 'wild']).describe('how it is').default('calm'),
      toy: component(TOYS).describe('what it plays with'),
      spareToys: z
        .array(componentConfig(TOYS))
        .nullish()
        .transform((given) => given ?? []),
      favourite: component(TOYS).prefault({ type: 'Ball' }),
      firstBall: z.instanceof(Ball).default(() => new Ball()),
      tail: z.strictObject({ maxLength: z.number().default(3).describe('in cm') }).prefault({}),
    })
    .describe('lives indoors');
}

it('tells types, defaults and descriptions of options from their schema, in the spelling of configs', () => {
  expect(House.name).toBe('House');
  expect(describeRegistry(CATS)).toEqual([
    {
      kind: 'cat',
      type: 'pets.House',
      aliases: ['pets.Felix'],
      description: 'lives indoors',
      options: [
        { name: 'num_legs', type: 'integer ≥ 3', required: true, description: 'legs on the ground' },
        { name: 'top_k_weight', type: 'number > 0 and ≤ 1', required: false, default: 0.5 },
        { name: 'size', type: 'number | [number, number]', required: false },
        { name: 'mood', type: '"calm" | "wild"', required: false, default: 'calm', description: 'how it is' },
        { name: 'toy', type: 'toy', required: true, description: 'what it plays with' },
        { name: 'spare_toys', type: 'list of toy', required: false },
        { name: 'favourite', type: 'toy', required: false, default: { type: 'Ball' } },
        { name: 'first_ball', type: 'object', required: false },
        { name: 'tail', type: '{ max_length }', required: false },
        { name: 'tail.max_length', type: 'number', required: false, default: 3, description: 'in cm' },
      ],
    },
  ]);
});

it('tells options that depend on a choice with the choice', () => {
  const SHAPES = new Registry<object>('shape');
  @SHAPES.register()
  class Shape {
    static readonly options = z.discriminatedUnion('of', [
      z.strictObject({ of: z.literal('circle'), radius: z.number().describe('in cm') }),
      z.strictObject({ of: z.literal('square'), edgeLength: z.number().default(1) }),
    ]);
  }
  expect(Shape.name).toBe('Shape');
  expect(describeRegistry(SHAPES)[0]!.options).toEqual([
    { name: 'of', type: '"circle" | "square"', required: true },
    { name: 'radius', type: 'number', required: true, description: 'in cm', when: 'of: "circle"' },
    { name: 'edge_length', type: 'number', required: false, default: 1, when: 'of: "square"' },
  ]);
});

it('goes through all kinds', () => {
  expect(describeAll().map(({ kind, type }) => `${kind} ${type}`)).toEqual([
    'toy Ball',
    'cat pets.House',
    'shape Shape',
  ]);
});

it('a described component is still a component', () => {
  const house = CATS.build({ type: 'pets.House', num_legs: 4, toy: { type: 'Ball' } });
  expect(house).toBeInstanceOf(House);
  expect(CATS.validate({ type: 'pets.House', num_legs: 4, toy: { type: 'Bell' } })).toMatchObject([
    { path: 'toy.type', suggestion: 'Ball' },
  ]);
});
