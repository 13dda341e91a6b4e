#!/usr/bin/env -S node --single-threaded-gc
import { keepCompiledCode } from './compile-cache.js';

keepCompiledCode();
const { main } = await import('./main.js');

process.exitCode = await main(process.argv.slice(2));
