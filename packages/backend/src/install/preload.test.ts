import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { beforePath } from './addon.js';
import { ensureNative } from './ensure-native.js';

const require = createRequire(import.meta.url);

test.runIf(process.platform === 'linux')(
  'a library that was preloaded is found by its bare name, and so is it by others',
  async () => {
    const { addon } = await ensureNative();
    const { preload } = require(beforePath(addon)) as { preload(path: string): string };
    const folder = mkdtempSync(join(tmpdir(), 'mma-preload-'));
    // Named by no search path: as the libraries of CUDA are, one of which needs another in a folder of its own.
    const make = (name: string, code: string, links: string[] = []): string => {
      const lib = join(folder, name, 'lib');
      mkdirSync(lib, { recursive: true });
      writeFileSync(join(lib, 'source.c'), code);
      const file = join(lib, `libmma_${name}.so.12`);
      execFileSync('cc', [
        '-shared',
        '-fPIC',
        `-Wl,-soname,libmma_${name}.so.12`,
        '-o',
        file,
        join(lib, 'source.c'),
        ...links,
      ]);
      return file;
    };
    const base = make('base', 'int mma_base(void) { return 1; }');
    const user = make('user', 'int mma_base(void); int mma_user(void) { return mma_base(); }', [base]);
    expect(preload('libmma_base.so.12')).toMatch(/cannot open shared object file/);
    expect(preload(base)).toBe('');
    expect(preload('libmma_base.so.12')).toBe('');
    expect(preload(user)).toBe('');
    expect(preload(join(folder, 'absent.so'))).toContain('absent.so');
    rmSync(folder, { recursive: true });
  },
);
