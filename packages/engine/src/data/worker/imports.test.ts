import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const ENGINE = createRequire(import.meta.url).resolve('@mma/engine');

// Each data worker loads what the package loads: what only some programs need would keep all of them waiting.
it('the package loads neither all of rxjs nor parsers of configs that are not read', () => {
  const script = `
    const { registerHooks } = await import('node:module');
    const urls = [];
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
    await import(${JSON.stringify(pathToFileURL(ENGINE).href)});
    console.log(JSON.stringify(urls));`;
  const urls = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
  const isFrom = (name: string) => (url: string) => url.includes(`/node_modules/${name}/`);
  expect(urls.filter(isFrom('zod'))).not.toEqual([]);
  expect(urls.filter(isFrom('rxjs')).length).toBeLessThan(40);
  for (const name of ['yaml', 'smol-toml', 'jsonc-parser', '@lezer/python', '@tensorflow/tfjs-node']) {
    expect(urls.filter(isFrom(name)), name).toEqual([]);
  }
});
