import { closestName } from '@mma/config';
import { layerNames, type Module } from '@mma/nn';
import { EngineError } from '../../errors.js';
import type { LineLog } from '../../optim/base-optim-wrapper.js';
import { initializersOf, type LayerInitializers } from './initializers.js';
import type { InitCfg, LayerCfg, OverrideCfg, PretrainedCfg } from './options.js';

const cfgs = new WeakMap<Module, readonly InitCfg[]>();

/** Says how the layers of a module begin; `applyInitCfg` sees to it. */
export function setInitCfg(module: Module, given: readonly InitCfg[]): void {
  cfgs.set(module, given);
}

/** The weights that modules are to start from by their `init_cfg`: those of inner modules first, outer ones go over them. */
export function* pretrainedCfgs(model: Module): Iterable<readonly [name: string, module: Module, cfg: PretrainedCfg]> {
  for (const [name, module] of [...model.namedModules()].reverse()) {
    for (const cfg of cfgs.get(module) ?? []) if (cfg.type === 'Pretrained') yield [name, module, cfg];
  }
}

/**
 * Gives layers the initialisers that the `init_cfg` of the modules around them name, each once in the log. As in MMEngine inner
 * modules go before outer ones, later cfgs of a list before earlier ones, and modules that initialise themselves are only reached
 * by their own. Call before `initWeights`.
 *
 * @throws EngineError `MMA_INIT_OVERRIDE` for a part that a module does not have, `MMA_INIT_SHAPE` for a way to begin that a layer's
 * weights are no matrix for
 */
export function applyInitCfg(model: Module, log: LineLog): void {
  for (const [name, module] of model.namedModules()) {
    for (const cfg of cfgs.get(module) ?? []) {
      if (cfg.type !== 'Pretrained') applyOne(cfg, module, { place: name === '' ? 'the model' : name, log });
    }
  }
}

function applyOne(cfg: LayerCfg, module: Module, { place, log }: { place: string; log: LineLog }): void {
  const ways = initializersOf(cfg);
  const wanted = [cfg.layer ?? []].flat();
  for (const layer of wanted) {
    const found = [...reached(module)].filter((each) => layerNames(each).has(layer));
    for (const each of found) begin(each, ways);
    if (found.length === 0)
      log.warning(`init_cfg of ${place}: it has no layer ${layer}, so ${ways.text} changes nothing.`);
    else log.info(`init_cfg of ${place}: ${ways.text} for ${found.length} × ${layer}`);
  }
  const overrides = [cfg.override ?? []].flat() as OverrideCfg[];
  for (const override of overrides) {
    const part = partOf(module, override.name, place);
    const own = 'type' in override ? initializersOf(override) : ways;
    for (const each of part.modules()) begin(each, own);
    log.info(`init_cfg of ${place}: ${own.text} for ${override.name}`);
  }
  if (wanted.length === 0 && overrides.length === 0) {
    log.warning(
      `init_cfg of ${place}: ${ways.text} names no layer, so it changes nothing; give layer: 'Conv2d' or the like.`,
    );
  }
}

/** A module and what is below it, without those parts that initialise themselves. */
function* reached(module: Module): Iterable<Module> {
  yield module;
  for (const child of module.children) if (!child.initializesItself) yield* reached(child);
}

function begin(layer: Module, { weight, bias, text }: LayerInitializers): void {
  const own = new Map(layer.ownParameters());
  const weights = own.get('weight');
  if (weights !== undefined) {
    if (/^(Xavier|Kaiming|Caffe2Xavier)/.test(text) && weights.shape.length < 2) throw noMatrix(layer, text);
    weights.init = weight;
  }
  const biases = own.get('bias');
  if (biases !== undefined) biases.init = bias;
}

function partOf(module: Module, name: string, place: string): Module {
  const parts = new Map(module.namedChildren());
  const part = parts.get(name);
  if (part !== undefined) return part;
  const meant = closestName(name, [...parts.keys()]);
  throw new EngineError('MMA_INIT_OVERRIDE', `init_cfg of ${place} overrides ${name}, which it does not have`, {
    hint: meant === undefined ? `it has ${[...parts.keys()].join(', ')}` : `did you mean ${meant}?`,
  });
}

function noMatrix(layer: Module, text: string): EngineError {
  return new EngineError(
    'MMA_INIT_SHAPE',
    `init_cfg: ${text} needs inputs and outputs, ${layer.constructor.name} has a vector`,
    {
      hint: "begin norms with { type: 'Constant', val: 1, layer: '_BatchNorm' }",
    },
  );
}
