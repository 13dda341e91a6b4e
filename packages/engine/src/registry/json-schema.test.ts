import { expect, it } from 'vitest';
import { z } from 'zod';
import { component } from './component.js';
import { jsonSchemaOf } from './json-schema.js';
import { Registry } from './registry.js';

class Cat {}
const CATS = new Registry<object>('domestic cat');
const TOYS = new Registry<object>('toy');

@TOYS.register()
class Ball {
  static readonly options = z.strictObject({
    colour: z.enum(['red', 'blue']).default('red'),
    weight: z.int().optional(),
  });
}
@CATS.register({ aliases: ['Felix'] })
class House {
  static readonly options = z
    .strictObject({
      numLegs: z.int().min(3).max(4).describe('legs on the ground'),
      toy: z.union([component(TOYS), z.instanceof(Cat)]).nullish(),
      mainToy: component(TOYS)
        .describe('the one it sleeps with')
        .default(() => new Ball()),
      tailSize: z.object({ maxLength: z.number() }).prefault({ maxLength: 3 }),
      names: z.record(z.string(), z.string()).optional(),
      extras: z.looseObject({ a: z.null() }).optional(),
    })
    .refine(({ numLegs }) => numLegs > 2);
}

const schema = jsonSchemaOf(z.looseObject({ ourCat: component(CATS) }));
const defs = schema['$defs'] as Record<string, { properties: Record<string, unknown> }>;

it('refers to all types of a kind where a component stands', () => {
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { our_cat: { $ref: '#/$defs/domestic_cat' } },
    additionalProperties: {},
  });
  expect(defs['domestic_cat']).toEqual({ anyOf: [{ $ref: '#/$defs/Felix' }, { $ref: '#/$defs/House' }] });
  expect(defs['toy']).toEqual({ anyOf: [{ $ref: '#/$defs/Ball' }] });
  expect(House.name).toBe('House');
});

it('spells options as configs do, with what they say of themselves', () => {
  const { type, num_legs: legs, tail_size: tail, main_toy: mainToy, toy } = defs['House']!.properties;
  expect(type).toEqual({ const: 'House' });
  expect(defs['Felix']!.properties['type']).toEqual({ const: 'Felix' });
  expect(legs).toEqual({ type: 'integer', minimum: 3, maximum: 4, description: 'legs on the ground' });
  expect(tail).toEqual({
    type: 'object',
    properties: { max_length: { type: 'number' }, _delete_: { type: 'boolean' } },
    additionalProperties: false,
  });
  // Instances are for programs; so is a default that is one.
  expect(mainToy).toEqual({ $ref: '#/$defs/toy', description: 'the one it sleeps with' });
  expect(toy).toEqual({ anyOf: [{ $ref: '#/$defs/toy' }, { type: 'null' }] });
});

it('takes null for what may be left out, and unknown options nowhere but where a component takes any', () => {
  expect(defs['Ball']).toEqual({
    type: 'object',
    properties: {
      type: { const: 'Ball' },
      colour: { type: 'string', enum: ['red', 'blue'], default: 'red' },
      weight: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      _delete_: { type: 'boolean' },
      _scope_: { type: 'string' },
    },
    additionalProperties: false,
  });
  expect(defs['House']!.properties['extras']).toMatchObject({ anyOf: [{ additionalProperties: {} }, {}] });
});

it('adds what stands beside the options of a kind, written once', () => {
  const beside = jsonSchemaOf(component(TOYS), {
    beside: (source) => (source === TOYS ? z.object({ timesUsed: z.number() }) : undefined),
  });
  expect(beside).toMatchObject({
    $ref: '#/$defs/toy',
    $defs: {
      'beside.times_used': { type: 'number' },
      Ball: { properties: { times_used: { $ref: '#/$defs/beside.times_used' }, colour: {} } },
    },
  });
});

it('follows schemas that contain themselves', () => {
  const tree: z.ZodType = z.strictObject({ left: z.lazy(() => tree).optional(), numLeaves: z.int() });
  const { properties, $defs } = jsonSchemaOf(z.object({ a: tree, b: tree })) as Record<string, Record<string, never>>;
  const [name, def] = Object.entries<{ properties: Record<string, unknown> }>($defs!)[0]!;
  expect(properties).toMatchObject({ a: { $ref: `#/$defs/${name}` }, b: { $ref: `#/$defs/${name}` } });
  expect(def.properties).toMatchObject({
    left: { anyOf: [{ $ref: `#/$defs/${name}` }, { type: 'null' }] },
    num_leaves: { type: 'integer' },
  });
});

it('offers the alternatives of a component as components', () => {
  const SHAPES = new Registry<object>('shape');
  const square = z.strictObject({ kind: z.literal('square'), edgeLength: z.number() });
  const circle = z.strictObject({ kind: z.literal('circle'), radius: z.number() });
  class AnyShape {
    static readonly options = z.discriminatedUnion('kind', [square, circle]);
    constructor(readonly options: z.output<typeof AnyShape.options>) {}
  }
  SHAPES.register({ name: 'Shape' })(AnyShape);
  const { Shape } = jsonSchemaOf(component(SHAPES))['$defs'] as Record<string, { oneOf: unknown }>;
  expect(Shape!.oneOf).toMatchObject([
    { properties: { type: { const: 'Shape' }, edge_length: {} } },
    { properties: { type: { const: 'Shape' }, radius: {} } },
  ]);
});
