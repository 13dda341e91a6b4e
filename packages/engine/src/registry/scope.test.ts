import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { component } from './component.js';
import { RegistryError } from './issues.js';
import { Registry } from './registry.js';

const MODELS = new Registry<object>('model');
const HEADS = new Registry<object>('head', { parent: MODELS });

@HEADS.register()
class Head {
  static readonly options = z.strictObject({});
}
@HEADS.register({ name: 'Head', scope: 'lab', aliases: ['OldHead'] })
class LabHead {
  static readonly options = z.strictObject({});
}
@HEADS.register({ scope: 'lab' })
class OnlyInLab {
  static readonly options = z.strictObject({});
}
@MODELS.register()
class Net {
  static readonly options = z.strictObject({ head: component(HEADS) });
  constructor(readonly options: z.output<typeof Net.options>) {}
}

function headOf(config: Record<string, unknown>, scope?: string): unknown {
  const net = MODELS.build({ type: 'Net', ...config }, { path: 'model', scope }) as Net;
  return net.options.head.constructor;
}

describe('a type of a scope', () => {
  it('is named with it, beside one of the same name that has none', () => {
    expect(headOf({ head: { type: 'lab.Head' } })).toBe(LabHead);
    expect(headOf({ head: { type: 'lab.OldHead' } })).toBe(LabHead);
    expect(headOf({ head: { type: 'Head' } })).toBe(Head);
    expect(HEADS.names()).toEqual(['Head', 'Net', 'lab.Head', 'lab.OldHead', 'lab.OnlyInLab']);
  });

  it('goes first where it is the scope of the whole config, and others are found still', () => {
    expect(headOf({ head: { type: 'Head' } }, 'lab')).toBe(LabHead);
    expect(headOf({ head: { type: 'OnlyInLab' } }, 'lab')).toBe(OnlyInLab);
    expect(headOf({ head: { type: 'mmaction.Head' } }, 'lab')).toBe(Head);
    expect(headOf({ head: { type: 'Head' } }, 'mmaction')).toBe(Head);
  });

  it('goes first within a component that names the scope', () => {
    expect(headOf({ _scope_: 'lab', head: { type: 'Head' } })).toBe(LabHead);
    expect(headOf({ head: { type: 'Head', _scope_: 'lab' } })).toBe(LabHead);
    expect(headOf({ _scope_: 'lab', head: { type: 'Head', _scope_: 'mmengine' } })).toBe(Head);
  });

  it('is not found without it, and the error says where it is', () => {
    const [issue] = MODELS.validate({ type: 'Net', head: { type: 'OnlyInLab' } });
    expect(issue).toMatchObject({ message: 'no head is named `OnlyInLab`', suggestion: 'lab.OnlyInLab' });
    const [other] = MODELS.validate({ type: 'Net', head: { type: 'mmdet.Head' } });
    expect(other).toMatchObject({ message: 'no head is named `mmdet.Head`', suggestion: 'Head' });
  });

  it('is taken once', () => {
    const again = () => HEADS.register({ name: 'Head', scope: 'lab' })(OnlyInLab);
    expect(again).toThrow(RegistryError);
    expect(again).toThrow('a head named `lab.Head` is registered already (class LabHead)');
  });
});
