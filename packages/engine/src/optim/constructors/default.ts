import { closestName } from '@mma/config';
import { layerNames, type Module, type Parameter } from '@mma/nn';
import { z } from 'zod';
import { EngineError } from '../../errors.js';
import type { GroupSpec } from '../../optimizers/param-group.js';
import { OPTIM_WRAPPER_CONSTRUCTORS } from '../../registry/roots.js';
import { toCamel, toSnake } from '../../registry/spelling.js';
import { type BaseSettings, OptimWrapperConstructor } from './optim-wrapper-constructor.js';

const customKey = z
  .looseObject({
    lrMult: z.number().optional().describe('factor on the learning rate'),
    decayMult: z.number().optional().describe('factor on the weight decay'),
  })
  .describe('factors, or settings of the optimizer by their own names');

const mult = (what: string) => z.number().optional().describe(`factor on the ${what}`);

const options = z
  .strictObject({
    customKeys: z
      .record(z.string(), customKey)
      .optional()
      .describe('settings of parameters whose name contains the key; the longest key that fits decides'),
    biasLrMult: mult('learning rate of biases, but for those of norms'),
    biasDecayMult: mult('weight decay of biases, but for those of norms'),
    normDecayMult: mult('weight decay of norms'),
    flatDecayMult: mult('weight decay of all parameters of one dimension'),
    dwconvDecayMult: mult('weight decay of depthwise convolutions'),
    dcnOffsetLrMult: mult('learning rate of the offsets in deformable convolutions'),
    bypassDuplicate: z.boolean().optional().describe('leave out parameters that are there already'),
  })
  .describe('one group for all parameters, or with paramwise_cfg a group for each');

type Options = z.output<typeof options>;
type Settings = Record<string, unknown>;

const NORMS = ['_BatchNorm', '_InstanceNorm', 'GroupNorm', 'LayerNorm'];
const DEFORMABLE = ['DeformConv2d', 'ModulatedDeformConv2d'];

/** A module in whose own parameters a rule is interested, with what rules ask of it. */
interface Place {
  prefix: string;
  isNorm: boolean;
  isConv: boolean;
  /** A convolution with as many groups as channels. */
  isDepthwise: boolean;
  isInDeformable: boolean;
}

/** MMEngine's default: everything in one group, or by `paramwise_cfg` every parameter in its own. */
@OPTIM_WRAPPER_CONSTRUCTORS.register()
export class DefaultOptimWrapperConstructor extends OptimWrapperConstructor {
  static readonly options = options;
  private readonly own: Options;
  private readonly customKeys: Readonly<Record<string, z.output<typeof customKey>>>;
  /** The longest first; among those, by the alphabet. */
  private readonly keys: readonly string[];
  private readonly isPlain: boolean;

  constructor(given: z.input<typeof options> = {}) {
    super();
    this.own = options.parse(given);
    this.customKeys = this.own.customKeys ?? {};
    this.keys = Object.keys(this.customKeys)
      .sort()
      .sort((a, b) => b.length - a.length);
    this.isPlain = Object.keys(this.own).length === 0;
  }

  /**
   * @throws EngineError `MMA_OPTIM_DUPLICATE` for a parameter that two modules share, `MMA_OPTIM_CUSTOM_KEY` for a setting that
   * the optimizer does not have
   */
  override groups(model: Module, base: BaseSettings): GroupSpec[] {
    if (this.isPlain) return [{ params: [...model.namedParameters()] }];
    const groups: GroupSpec[] = [];
    const taken = new Set<Parameter>();
    const modules = new Map(model.namedModules());
    for (const [prefix, module] of modules) {
      const names = layerNames(module);
      const parent = modules.get(prefix.slice(0, Math.max(0, prefix.lastIndexOf('.'))));
      const place: Place = {
        prefix,
        isNorm: NORMS.some((name) => names.has(name)),
        isConv: names.has('Conv2d'),
        isDepthwise: names.has('Conv2d') && isDepthwise(module),
        isInDeformable: parent !== undefined && parent !== module && isDeformable(parent),
      };
      for (const [name, parameter] of module.ownParameters()) {
        const fullName = prefix === '' ? name : `${prefix}.${name}`;
        if (taken.has(parameter)) {
          if (!this.own.bypassDuplicate) throw duplicate(fullName);
          base.log(`${prefix} is duplicate. It is skipped since bypass_duplicate=True`);
          continue;
        }
        if (!parameter.requiresGrad) {
          base.log(`${fullName} is skipped since its requires_grad=False`);
          continue;
        }
        taken.add(parameter);
        const settings = this.settingsOf(name, parameter, { place, base });
        for (const [setting, value] of Object.entries(settings)) {
          base.log(`paramwise_options -- ${fullName}:${toSnake(setting)}=${value}`);
        }
        groups.push({ params: [[fullName, parameter]], ...settings });
      }
    }
    return groups;
  }

  private settingsOf(
    name: string,
    parameter: Parameter,
    { place, base }: { place: Place; base: BaseSettings },
  ): Settings {
    const fullName = `${place.prefix}.${name}`;
    const key = this.keys.find((each) => fullName.includes(each));
    if (key !== undefined) return this.customSettings(key, base);
    const settings: Settings = {};
    const { biasLrMult, dcnOffsetLrMult } = this.own;
    const isOwnBias = name === 'bias' && !place.isNorm && !place.isInDeformable;
    if (isOwnBias && biasLrMult !== undefined) settings['lr'] = base.lr * biasLrMult;
    if (dcnOffsetLrMult !== undefined && place.isInDeformable && place.isConv && place.prefix.includes('conv_offset')) {
      settings['lr'] = base.lr * dcnOffsetLrMult;
    }
    const factor = this.decayMult(name, parameter, place);
    if (factor !== undefined) settings['weightDecay'] = base.weightDecay * factor;
    return settings;
  }

  /** The first rule that a parameter falls under. */
  private decayMult(name: string, parameter: Parameter, place: Place): number | undefined {
    const { normDecayMult, biasDecayMult, dwconvDecayMult, flatDecayMult } = this.own;
    if (place.isNorm && normDecayMult !== undefined) return normDecayMult;
    if (name === 'bias' && !place.isInDeformable && biasDecayMult !== undefined) return biasDecayMult;
    if (dwconvDecayMult !== undefined && place.isDepthwise) return dwconvDecayMult;
    if (parameter.shape.length === 1 && !place.isInDeformable) return flatDecayMult;
    return undefined;
  }

  private customSettings(key: string, base: BaseSettings): Settings {
    const { lrMult, decayMult, ...others } = this.customKeys[key]!;
    const settings: Settings = { lr: base.lr * (lrMult ?? 1), weightDecay: base.weightDecay * (decayMult ?? 1) };
    if (lrMult !== undefined) settings['lrMult'] = lrMult;
    if (decayMult !== undefined) settings['decayMult'] = decayMult;
    for (const [name, value] of Object.entries(others)) {
      const setting = toCamel(name);
      if (!base.names.includes(setting)) throw unknownSetting(key, name, base.names);
      settings[setting] = value;
    }
    return settings;
  }
}

/** Its weight `[out, in / groups, …]` has one input channel then. */
function isDepthwise(module: Module): boolean {
  return new Map(module.ownParameters()).get('weight')?.shape[1] === 1;
}

function isDeformable(module: Module): boolean {
  const names = layerNames(module);
  return DEFORMABLE.some((name) => names.has(name));
}

function duplicate(name: string): EngineError {
  return new EngineError('MMA_OPTIM_DUPLICATE', `the parameter ${name} is part of the model under another name, too`, {
    hint: 'set optim_wrapper.paramwise_cfg.bypass_duplicate to true: it is then trained once, under its first name',
  });
}

function unknownSetting(key: string, name: string, names: readonly string[]): EngineError {
  const valid = ['lr_mult', 'decay_mult', ...names.map(toSnake)];
  const meant = closestName(name, valid);
  return new EngineError(
    'MMA_OPTIM_CUSTOM_KEY',
    `\`optim_wrapper.paramwise_cfg.custom_keys.${key}\` sets \`${name}\`, which the optimizer does not have`,
    { hint: meant === undefined ? `it has ${valid.join(', ')}` : `did you mean \`${meant}\`?` },
  );
}
