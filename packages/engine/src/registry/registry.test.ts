import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { EngineError } from '../errors.js';
import type { ComponentConfig } from './build.js';
import { component, componentConfig } from './component.js';
import { RegistryError } from './issues.js';
import { Registry } from './registry.js';

const MODELS = new Registry<object>('model');
const BACKBONES = new Registry<Backbone>('backbone', { parent: MODELS });
const HEADS = new Registry<Head>('head', { parent: MODELS });
const STEPS = new Registry<Step>('step');

abstract class Backbone {
  abstract readonly depth: number;
}
abstract class Head {
  abstract readonly numClasses: number;
}
class Step {
  static readonly options = z.object({
    scale: z.union([z.number(), z.tuple([z.number(), z.number()])]).default(1),
    keepRatio: z.boolean().optional(),
  });
  constructor(readonly options: z.output<typeof Step.options>) {}
}
STEPS.register()(Step);

@BACKBONES.register()
class Net extends Backbone {
  static readonly options = z.object({
    depth: z.literal([18, 34, 50]),
    normCfg: z.object({ requiresGrad: z.boolean().default(true), type: z.string() }).nullish(),
    pretrained: z.string().optional(),
  });
  readonly depth: number;
  constructor(readonly options: z.output<typeof Net.options>) {
    super();
    this.depth = options.depth;
    if (options.pretrained === 'missing.pth') {
      throw new EngineError('MMA_TEST_WEIGHTS', 'missing.pth is not there', { hint: 'download it' });
    }
  }
}

@HEADS.register({ aliases: ['ClassHead'] })
class PlainHead extends Head {
  static readonly options = z.object({ numClasses: z.int().positive(), dropoutRatio: z.number().default(0.5) });
  readonly numClasses: number;
  constructor(readonly options: z.output<typeof PlainHead.options>) {
    super();
    this.numClasses = options.numClasses;
  }
}

let constructed = 0;

@MODELS.register()
class Recognizer {
  static readonly options = z.object({
    backbone: component(BACKBONES),
    clsHead: component(HEADS).optional(),
    auxHeads: z.array(component(HEADS)).default([]),
    steps: z.union([component(STEPS), z.array(component(STEPS))]).optional(),
    headOfName: z.record(z.string(), component(HEADS)).optional(),
    neck: component(STEPS).prefault({ type: 'Step', keep_ratio: true }),
    labelNames: z.record(z.string(), z.number()).optional(),
    trainCfg: z.object({ auxInfo: z.array(z.string()).optional() }).optional(),
    later: componentConfig(HEADS).optional(),
    anything: componentConfig().optional(),
  });
  constructor(readonly options: z.output<typeof Recognizer.options>) {
    constructed++;
  }
}

const backbone = { type: 'Net', depth: 18 };

function build(config: ComponentConfig): Recognizer {
  return MODELS.build(config, { path: 'model' }) as Recognizer;
}

function problemsOf(config: ComponentConfig): string[] {
  const before = constructed;
  try {
    build(config);
  } catch (error) {
    expect(error).toBeInstanceOf(RegistryError);
    expect(constructed).toBe(before);
    const { message, code } = error as RegistryError;
    expect(code).toBe('MMA_REGISTRY_INVALID_CONFIG');
    const lines = message.split('\n');
    return lines.length === 1 ? lines : lines.slice(1).map((line) => line.trim());
  }
  throw new Error('expected an error');
}

describe('building', () => {
  it('translates option names and builds nested components first', () => {
    const model = build({
      type: 'Recognizer',
      backbone: { type: 'Net', depth: 50, norm_cfg: { type: 'BN', requires_grad: false } },
      cls_head: { type: 'PlainHead', num_classes: 5 },
      train_cfg: { aux_info: ['a_b'] },
    });
    expect(model.options.backbone).toBeInstanceOf(Net);
    expect((model.options.backbone as Net).options.normCfg).toEqual({ type: 'BN', requiresGrad: false });
    expect(model.options.clsHead).toBeInstanceOf(PlainHead);
    expect(model.options.clsHead!.numClasses).toBe(5);
    expect(model.options.trainCfg).toEqual({ auxInfo: ['a_b'] });
  });

  it('builds components in arrays, unions, records and prefaults', () => {
    const head = { type: 'PlainHead', num_classes: 2 };
    const { options } = build({
      type: 'Recognizer',
      backbone,
      aux_heads: [head, head],
      steps: [{ type: 'Step', scale: [3, 4] }, { type: 'Step' }],
      head_of_name: { first_head: head },
    });
    expect(options.auxHeads.every((built) => built instanceof PlainHead)).toBe(true);
    expect((options.steps as Step[]).map((step) => step.options.scale)).toEqual([[3, 4], 1]);
    expect(options.headOfName!['first_head']).toBeInstanceOf(PlainHead);
    expect(options.neck.options).toEqual({ scale: 1, keepRatio: true });
    expect(build({ type: 'Recognizer', backbone, steps: { type: 'Step' } }).options.steps).toBeInstanceOf(Step);
  });

  it('leaves the keys of records and raw configs alone', () => {
    const { options } = build({
      type: 'Recognizer',
      backbone,
      label_names: { jumping_jack: 0, otherName: 1 },
      later: { type: 'PlainHead', num_classes: 3 },
      anything: { type: 'Whatever', some_key: [{ other_key: 1 }] },
    });
    expect(options.labelNames).toEqual({ jumping_jack: 0, otherName: 1 });
    expect(options.later).toEqual({ type: 'PlainHead', num_classes: 3 });
    expect(options.anything).toEqual({ type: 'Whatever', some_key: [{ other_key: 1 }] });
  });

  it('takes instances wherever it takes configs', () => {
    const net = new Net({ depth: 34 });
    expect(build({ type: 'Recognizer', backbone: net }).options.backbone).toBe(net);
    const model = build({ type: 'Recognizer', backbone });
    expect(MODELS.build(model)).toBe(model);
    const programmatic = new Recognizer(Recognizer.options.parse({ backbone: net }));
    expect(programmatic.options.backbone).toBe(net);
  });

  it('takes null for an option left out', () => {
    expect(
      build({ type: 'Recognizer', backbone: { ...backbone, pretrained: null }, cls_head: null }).options.clsHead,
    ).toBe(undefined);
    expect(
      (build({ type: 'Recognizer', backbone: { ...backbone, norm_cfg: null } }).options.backbone as Net).options
        .normCfg,
    ).toBe(null);
  });

  it('takes the scopes of OpenMMLab for the one home they are here', () => {
    const config = { type: 'mmaction.Recognizer', _scope_: 'mmaction', backbone: { type: 'mmcv.Net', depth: 18 } };
    expect(build(config)).toBeInstanceOf(Recognizer);
  });

  it('does not change the config', () => {
    const config = { type: 'Recognizer', backbone: { type: 'Net', depth: 18, norm_cfg: { type: 'BN' } } };
    const copy = structuredClone(config);
    build(config);
    expect(config).toEqual(copy);
  });
});

describe('problems', () => {
  it('are reported all at once, with key paths in the spelling of configs', () => {
    const problems = problemsOf({
      type: 'Recognizer',
      backbone: { type: 'Nett', depth: 18 },
      cls_head: { type: 'PlainHead', num_class: 5, dropout_ratio: 'high' },
      aux_heads: [{ type: 'PlainHead', num_classes: 2 }, { type: 'PlainHead' }, { num_classes: 2 }],
      head_of_name: { first_head: { type: 'PlainHead', num_classes: 2.5 } },
      train_cfg: { aux_infos: [] },
      later: { type: 'PlainHead' },
      bogus: 1,
    });
    expect(problems).toEqual([
      '`model.train_cfg.aux_infos`: unknown option — did you mean `aux_info`?',
      expect.stringMatching(/^`model.bogus`: unknown option of Recognizer \(it takes `backbone`, `cls_head`, /),
      '`model.backbone.type`: no backbone is named `Nett` — did you mean `Net`?',
      '`model.cls_head.num_class`: unknown option of PlainHead — did you mean `num_classes`?',
      '`model.cls_head.dropout_ratio`: expected number, found "high"',
      '`model.aux_heads.1.num_classes`: required, expected number',
      '`model.aux_heads.2.type`: required, expected the name of a head',
      '`model.head_of_name.first_head.num_classes`: expected int, found 2.5',
      '`model.later.num_classes`: required, expected number',
    ]);
  });

  it('name the file and line where a value was written, or the object that misses one', () => {
    const lines: Record<string, string> = { 'model.cls_head': 'a.ts:3', 'model.cls_head.dropout_ratio': 'b.ts:7' };
    const issues = MODELS.validate(
      { type: 'Recognizer', backbone, cls_head: { type: 'PlainHead', dropout_ratio: [] } },
      { path: 'model', source: (path) => lines[path] },
    );
    expect(issues.map(({ path, source, problem }) => [path, source, problem])).toEqual([
      ['model.cls_head.num_classes', 'a.ts:3', 'missing-option'],
      ['model.cls_head.dropout_ratio', 'b.ts:7', 'invalid-option'],
    ]);
  });

  it('say what was expected', () => {
    expect(problemsOf({ type: 'Recognizer', backbone: { type: 'Net', depth: 51 } })).toEqual([
      '`model.backbone.depth`: expected one of 18, 34, 50, found 51',
    ]);
    expect(problemsOf({ type: 'Recognizer', backbone: 'Net' })).toEqual([
      '`model.backbone`: expected a backbone config with `type`, found "Net"',
    ]);
    expect(problemsOf({ type: 'Recognizer' })).toEqual([
      '`model.backbone`: required, expected a backbone config with `type`',
    ]);
    expect(problemsOf({ type: 'Recognizer', backbone, steps: [{ type: 'Step', scale: [1, 'x'] }] })).toEqual([
      '`model.steps.0.scale.1`: expected number, found "x"',
    ]);
    expect(problemsOf({ type: 'Recognizer', backbone, steps: { type: 'Step', scale: 'big' } })).toEqual([
      '`model.steps.scale`: expected number or tuple, found "big"',
    ]);
    expect(problemsOf({ type: 'Recognizer', backbone, steps: 'all' })).toEqual([
      '`model.steps`: expected a step config with `type` or array, found "all"',
    ]);
  });

  it('include names spelled as in code', () => {
    expect(problemsOf({ type: 'Recognizer', backbone, cls_head: { type: 'PlainHead', numClasses: 5 } })).toEqual([
      '`model.cls_head.numClasses`: unknown option of PlainHead — did you mean `num_classes`?',
    ]);
  });

  it('include names that every object has', () => {
    expect(MODELS.validate({ type: 'PlainHead', num_classes: 2, constructor: 'x' })).toMatchObject([
      { path: 'constructor', problem: 'unknown-option' },
    ]);
  });

  it('include a type of another registry', () => {
    expect(problemsOf({ type: 'Recognizer', backbone: { type: 'PlainHead', num_classes: 1 } })).toEqual([
      '`model.backbone.type`: `PlainHead` is a head, expected a backbone',
    ]);
  });

  it('include what a constructor finds wrong', () => {
    expect(() => build({ type: 'Recognizer', backbone: { ...backbone, pretrained: 'missing.pth' } })).toThrow(
      '`model.backbone`: missing.pth is not there (download it)',
    );
  });

  it('come with a hint where a type is nothing like a registered one', () => {
    expect(() => build({ type: 'Transformer' })).toThrow(
      expect.objectContaining({ hint: 'a type of your own must be registered by a module named in `custom_imports`' }),
    );
  });
});

describe('registering', () => {
  it('refuses a name that is taken, unless forced', () => {
    const registry = new Registry<object>('thing');
    class Thing {
      static readonly options = z.object({});
      constructor(readonly given: z.output<typeof Thing.options>) {}
    }
    class Other extends Thing {}
    registry.register()(Thing);
    expect(() => registry.register({ name: 'Thing' })(Other)).toThrow(
      'a thing named `Thing` is registered already (class Thing)',
    );
    registry.register({ name: 'Thing', force: true })(Other);
    expect(registry.get('Thing')).toBe(Other);
  });

  it('knows aliases', () => {
    expect(HEADS.get('ClassHead')).toBe(PlainHead);
  });

  it('finds the types of children in the parent and of the parent in children', () => {
    @MODELS.register()
    class OwnHead extends Head {
      static readonly options = z.object({});
      readonly numClasses = 1;
      constructor(readonly given: z.output<typeof OwnHead.options>) {
        super();
      }
    }
    expect(MODELS.has('PlainHead')).toBe(true);
    expect(HEADS.get('OwnHead')).toBe(OwnHead);
    expect(BACKBONES.has('PlainHead')).toBe(false);
    expect(HEADS.names()).toEqual(['ClassHead', 'OwnHead', 'PlainHead', 'Recognizer']);
    expect(() => HEADS.get('PlainHed')).toThrow(expect.objectContaining({ hint: 'did you mean `PlainHead`?' }));
  });

  it('is checked by the compiler', () => {
    class Wrong {
      static readonly options = z.object({ size: z.number() });
      constructor(readonly given: { size: string }) {}
    }
    // @ts-expect-error the constructor does not take what the schema gives
    new Registry<object>('thing').register()(Wrong);
    expectTypeOf(HEADS.build({ type: 'PlainHead', num_classes: 1 })).toEqualTypeOf<Head>();
  });
});
