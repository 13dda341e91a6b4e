import type { Tensor } from '@mma/backend';
import type { Module } from '../module.js';

/** A module of one tensor in, one tensor out. */
export type Layer = Module & { forward(x: Tensor): Tensor };
