import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian, Fedora and others put it; `MMA_TEST_CHROMIUM` names another. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A Chromium of this machine; undefined where there is none, and then tests of pages are skipped. */
export const chromiumPath: string | undefined = [process.env['MMA_TEST_CHROMIUM'] ?? '', ...PLACES].find(existsSync);

/** Starts Chromium without a window. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
}

/** A fresh page on a server's address, and whatever it complains of: errors of scripts, what its policy blocks, requests to elsewhere. */
export async function openPage(browser: Browser, base: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (![base, 'blob:'].some((start) => request.url().startsWith(start))) complaints.push(request.url());
  });
  await page.goto(base);
  return { page, complaints };
}

/** What of a page keeps people from using it, by the rules of WCAG that a program can check: contrast, names, order of headings. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
