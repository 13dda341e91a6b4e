import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian, Fedora and others put it; `MMA_TEST_CHROMIUM` names another. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A Chromium of this machine; undefined where there is none, and then tests of pages are skipped. */
export const chromiumPath: string | undefined = [process.env['MMA_TEST_CHROMIUM'] ?? '', ...PLACES].find(existsSync);

/** Starts Chromium without a window. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
}
