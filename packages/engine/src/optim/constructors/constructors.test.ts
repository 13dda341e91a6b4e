import { readFileSync } from 'node:fs';
import { BatchNorm2d, Conv2d, init, Linear, Module, Parameter } from '@mma/nn';
import { describe, expect, it } from 'vitest';
import '../../index.js';
import { settingsOutside } from '../../optimizers/optimizer-state.js';
import { OPTIM_WRAPPERS } from '../../registry/roots.js';
import type { OptimWrapper } from '../optim-wrapper.js';

interface Row {
  model: 'Net' | 'Transformer';
  config: Record<string, unknown>;
  groups: Record<string, unknown>[];
  numbering: number[][];
  base: Record<string, unknown> | null;
  lr: { lr: number[]; base_lr?: number[] };
}

/** Groups from MMEngine and MMAction2; `fixtures/wrappers.py` prints them. */
const { groups: rows } = JSON.parse(
  readFileSync(new URL('../../../fixtures/wrappers.json', import.meta.url), 'utf8'),
) as { groups: Row[] };

class Block extends Module {
  readonly conv = new Conv2d(4, 4, { kernelSize: 3, bias: false });
  readonly bn = new BatchNorm2d(4);
}

class Net extends Module {
  readonly stem = new Conv2d(1, 4, { kernelSize: 3 });
  readonly stemBn = new BatchNorm2d(4);
  readonly blocks = [new Block(), new Block()];
  readonly fc = new Linear(4, 3);
}

class VisionTransformer extends Module {
  readonly posEmbed = new Parameter([1, 2, 4], { init: init.constant(0) });
  readonly patchEmbed = new Linear(2, 4);
  readonly blocks = [new Linear(4, 4), new Linear(4, 4)];
}

class Transformer extends Module {
  readonly backbone = new VisionTransformer();
  readonly head = new Linear(4, 3);
}

const MODELS = { Net, Transformer };
const optimizer = { type: 'SGD', lr: 0.1, momentum: 0.9, weight_decay: 0.01 };

function build(config: object): OptimWrapper {
  return OPTIM_WRAPPERS.build(
    { type: 'OptimWrapper', optimizer, ...config },
    { path: 'optim_wrapper' },
  ) as OptimWrapper;
}

function groupsOf(wrapper: OptimWrapper): Record<string, unknown>[] {
  return wrapper.optimizer.paramGroups.map(({ params, ...settings }) => ({
    ...settingsOutside(settings),
    params: params.map(([name]) => name),
  }));
}

describe("groups, their order and settings are MMEngine's and MMAction2's", () => {
  for (const { model, config, groups, numbering, base, lr } of rows) {
    it(`${model} ${JSON.stringify(config)}`, async () => {
      const wrapper = build(config);
      wrapper.setModel(new MODELS[model]());
      const found = groupsOf(wrapper);
      expect(found).toHaveLength(groups.length);
      for (const [index, { params, ...settings }] of groups.entries()) {
        const { params: names, ...own } = found[index]!;
        expect(names).toEqual(params);
        for (const [name, value] of Object.entries(settings)) {
          if (typeof value === 'number') expect(own[name], name).toBeCloseTo(value, 12);
          else expect(own[name], name).toEqual(value);
        }
        expect(Object.keys(own).sort()).toEqual(Object.keys(settings).sort());
      }
      const state = await wrapper.stateDict();
      expect((state['param_groups'] as { params: number[] }[]).map((group) => group.params)).toEqual(numbering);
      const { params: _, ...saved } = (state['base_param_settings'] ?? { params: [] }) as Record<string, unknown>;
      expect(saved).toEqual(base ?? {});
      const rates = wrapper.learningRates();
      expect(rates['lr']).toBeCloseTo(lr.lr[0]!, 12);
      expect(rates['base_lr']).toBe(lr.base_lr?.[0]);
    });
  }
});

describe('paramwise_cfg', () => {
  it('says in the log what it does, and leaves out what is frozen', () => {
    const net = new Net();
    net.stem.requiresGrad_(false);
    const lines: string[] = [];
    const log = { info: (line: string) => lines.push(line), warning: (line: string) => lines.push(line) };
    const wrapper = build({ paramwise_cfg: { custom_keys: { fc: { lr_mult: 10 } } } });
    wrapper.setModel(net, log);
    expect(groupsOf(wrapper)[0]!['params']).toEqual(['stem_bn.weight']);
    expect(lines).toEqual([
      'stem.weight is skipped since its requires_grad=False',
      'stem.bias is skipped since its requires_grad=False',
      ...['weight', 'bias'].flatMap((name) => [
        `paramwise_options -- fc.${name}:lr=1`,
        `paramwise_options -- fc.${name}:weight_decay=0.01`,
        `paramwise_options -- fc.${name}:lr_mult=10`,
      ]),
    ]);
  });

  it('refuses shared parameters unless told to bypass them', () => {
    class Tied extends Module {
      readonly one = new Linear(2, 2);
      readonly other = new Linear(2, 2);
    }
    const tied = new Tied();
    Object.assign(tied.other, { weight: tied.one.weight });
    expect(() => build({ paramwise_cfg: { bias_lr_mult: 2 } }).setModel(tied)).toThrow(
      expect.objectContaining({ code: 'MMA_OPTIM_DUPLICATE' }),
    );
    const wrapper = build({ paramwise_cfg: { bias_lr_mult: 2, bypass_duplicate: true } });
    wrapper.setModel(tied);
    expect(groupsOf(wrapper).map((group) => group['params'])).toEqual([['one.weight'], ['one.bias'], ['other.bias']]);
  });

  it('gives offsets of deformable convolutions their own learning rate', () => {
    class DeformConv2d extends Module {
      readonly convOffset = new Conv2d(2, 2, { kernelSize: 1 });
      readonly weight = new Parameter([2, 2], { init: init.constant(0) });
    }
    class WithOffsets extends Module {
      readonly dcn = new DeformConv2d();
    }
    const wrapper = build({ paramwise_cfg: { dcn_offset_lr_mult: 0.1, bias_lr_mult: 2 } });
    wrapper.setModel(new WithOffsets());
    const rates = groupsOf(wrapper).map(({ params, lr }) => [params, lr]);
    expect(rates).toEqual([
      [['dcn.weight'], 0.1],
      [['dcn.conv_offset.weight'], expect.closeTo(0.01, 12)],
      [['dcn.conv_offset.bias'], expect.closeTo(0.01, 12)],
    ]);
  });

  it('refuses settings that the optimizer does not have', () => {
    const wrapper = build({ paramwise_cfg: { custom_keys: { fc: { lr_mul: 10 } } } });
    expect(() => wrapper.setModel(new Net())).toThrow(
      expect.objectContaining({ code: 'MMA_OPTIM_CUSTOM_KEY', hint: 'did you mean `lr_mult`?' }),
    );
  });
});

describe('mistakes in a config', () => {
  const problems = (config: object): string[] =>
    OPTIM_WRAPPERS.validate({ type: 'OptimWrapper', optimizer, ...config }, { path: 'optim_wrapper' }).map(
      ({ path, message, suggestion }) => `${path}: ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`,
    );

  it('are named where they stand', () => {
    expect(problems({ paramwise_cfg: { norm_decay_mul: 0 } })).toEqual([
      'optim_wrapper.paramwise_cfg.norm_decay_mul: unknown option of DefaultOptimWrapperConstructor (norm_decay_mult)',
    ]);
    expect(problems({ constructor: 'TSMOptimWrapperConstruct', paramwise_cfg: { fc_lr5: true } })).toEqual([
      'optim_wrapper.constructor: no optimizer wrapper constructor is named `TSMOptimWrapperConstruct` (TSMOptimWrapperConstructor)',
    ]);
    expect(problems({ constructor: 'TSMOptimWrapperConstructor' })).toEqual([
      'optim_wrapper.paramwise_cfg.fc_lr5: required, expected boolean',
    ]);
    expect(problems({ accumulative_counts: 0, clip_grad: { max_norm: -1 } })).toHaveLength(2);
  });

  it('of models that rules are not for are explained', () => {
    const tsm = { constructor: 'TSMOptimWrapperConstructor', paramwise_cfg: { fc_lr5: true } };
    expect(() => build(tsm).setModel(new Transformer())).not.toThrow(/has no rule/);
    class Odd extends Module {
      readonly scale = new (class Scale extends Module {
        readonly factor = new Parameter([1], { init: init.constant(1) });
      })();
      readonly fc = new Linear(1, 1);
    }
    expect(() => build(tsm).setModel(new Odd())).toThrow(/no rule for Scale \(scale\)/);
    const decay = { constructor: 'LayerDecayOptimizerConstructor', paramwise_cfg: { num_layers: 2, decay_rate: 0.5 } };
    expect(() => build(decay).setModel(new Net())).toThrow(/do not go with batch norm \(stem_bn\)/);
    expect(() => build(decay).setModel(new Odd())).toThrow(/backbone with numbered blocks/);
  });
});
