import { appendFile, writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults, chromiumPath, openBrowser, openPage } from '../testing/browser.js';
import { type Started, startMma } from '../testing/run-mma.js';
import { makeTinyProject, type TinyProject } from '../testing/tiny-project.js';
import { type WrittenSession, writeSession } from '../testing/written-run.js';

if (chromiumPath === undefined) {
  console.warn('The page is not tested: there is no Chromium here (apt install chromium, or set MMA_TEST_CHROMIUM).');
}

let project: TinyProject;
let server: Started;
let browser: Browser;
let page: Page;
let base: string;
let first: WrittenSession;
let complaints: string[];
const TABS = ['charts', 'figures', 'checkpoints', 'config', 'log'];

const chart = (title: string) =>
  page.locator('figure', { has: page.locator('h3', { hasText: new RegExp(`^${title}$`) }) });
const readout = (title: string) => chart(title).locator('.readout').textContent();
const runItem = (name: string) => page.locator('#runs li', { has: page.getByText(name, { exact: true }) });
const focused = () => page.evaluate('document.activeElement.id || document.activeElement.className');

/** Waits for what files, the server and the page need a moment for, on a busy machine too. */
const soon = <T>(what: () => T) => expect.poll(what, { timeout: 20_000 });

describe.skipIf(chromiumPath === undefined)('the page of mma dashboard', () => {
  beforeAll(async () => {
    project = await makeTinyProject();
    server = startMma(['dashboard', '.', '--port', '0'], { cwd: project.folder });
    let out = '';
    server.child.stdout!.on('data', (text: string) => {
      out += text;
    });
    await server.said(/Ctrl-C ends it/);
    base = /http:\/\/\S+/.exec(out)![0];
    browser = await openBrowser();
    ({ page, complaints } = await openPage(browser, base));
  });
  afterAll(async () => {
    await browser?.close();
    server?.child.kill('SIGTERM');
    await server?.finished;
    await project?.remove();
  });

  test('waits where there are no runs, and shows the first as it is written', async () => {
    await page.getByText('There are no runs in').waitFor();
    first = await writeSession(project.path('work_dirs', 'first'), '20260102_030400');
    await first.write(1, 20);
    await writeFile(project.path('work_dirs', 'first', 'best_acc_top1_epoch_2.pth'), 'weights');
    await runItem('first').getByText('epoch 2 of 3').waitFor();
    await chart('acc/top1').locator('canvas').waitFor();
    expect(await readout('acc/top1')).toMatch(/^last first 0\.02$/);
  });

  test('follows it from line to line', async () => {
    await first.write(21, 22, () => 8);
    await soon(() => readout('loss')).toMatch(/first [\d.]+ \(8\)$/);
    expect(await chart('loss').locator('.plot').getAttribute('aria-label')).toMatch(
      /^loss over iterations, last: first/,
    );
  });

  test('shows a real training beside it, from its first line to its end', async () => {
    const training = startMma(['train', 'tiny.yaml', '--work-dir', 'work_dirs/live'], { cwd: project.folder });
    await runItem('live').getByText('running', { exact: true }).waitFor({ timeout: 30_000 });
    expect((await training.finished).code).toBe(0);
    await runItem('live').getByText('finished', { exact: true }).waitFor({ timeout: 30_000 });
    await runItem('live').getByText('epoch 1 of 1').waitFor();
    await soon(() => readout('loss')).toMatch(/live [\d.]+ \([\d.]+\)/);
    await soon(() => readout('acc/top1')).toMatch(/live [\d.]+/);
  });

  test('is used by keyboard: runs, tabs, then charts, all with a visible focus', async () => {
    await page.locator('#filter').focus();
    const order: unknown[] = [];
    for (let step = 0; step < 8; step += 1) {
      await page.keyboard.press('Tab');
      order.push(await focused());
    }
    expect(order).toEqual(['choose-all', 'choose-none', '', '', 'tab-charts', 'smoothing', 'axis', '']);
    await chart('loss').locator('.plot').focus();
    await page.keyboard.press('Home');
    expect(await readout('loss')).toMatch(/^iteration 1/);
    await page.keyboard.press('ArrowRight');
    expect(await readout('loss')).toMatch(/^iteration 2.*first [\d.]+ \(0\.5\)/);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    const whole = chart('loss').getByRole('button', { name: 'Zoom out' });
    expect(await whole.isVisible()).toBe(false);
    await page.keyboard.press('+');
    expect(await whole.isVisible()).toBe(true);
    expect(await chart('acc/top1').getByRole('button', { name: 'Zoom out' }).isVisible()).toBe(true);
    await page.keyboard.press('0');
    expect(await whole.isVisible()).toBe(false);
  });

  test('has every chart as a table, too', async () => {
    await chart('loss').getByRole('button', { name: 'loss as a table' }).click();
    const rows = chart('loss').locator('tbody tr');
    expect(await rows.first().allTextContents()).toEqual(['22–8']);
    expect(await rows.count()).toBe(22);
    await chart('loss').getByRole('button', { name: 'loss as a table' }).click();
    expect(await rows.first().isVisible()).toBe(false);
  });

  test('draws over epochs and times, smoothed or not, and only the metrics that are wanted', async () => {
    await page.locator('#smoothing').fill('0');
    expect(await readout('loss')).toMatch(/first 8(?! \()/);
    await page.locator('#axis').selectOption('epoch');
    expect(await chart('loss').locator('.plot').getAttribute('aria-label')).toMatch(/over epochs/);
    await page.locator('#axis').selectOption('time');
    await chart('loss').locator('.plot').focus();
    await page.keyboard.press('Home');
    expect(await readout('loss')).toMatch(/^after 0:00:0/);
    await page.getByText(/^Metrics \(/).click();
    await page.getByRole('checkbox', { name: 'learning rate' }).uncheck();
    expect(await chart('learning rate').count()).toBe(0);
    await page.getByText(/^Metrics \(/).click();
    await chart('loss').getByRole('button', { name: 'Logarithmic axis of loss' }).click();
    expect(await chart('loss').locator('canvas').count()).toBe(1);
  });

  test('compares runs: figures, checkpoints, configs', async () => {
    await page.locator('#tab-charts').focus();
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('tab-figures');
    const names = page.locator('#figures tbody tr td:first-child');
    await page.locator('#figures th button', { hasText: /^run$/ }).click();
    expect(await names.allTextContents()).toEqual([' first', ' live']);
    await page.locator('#figures th button', { hasText: /^run$/ }).click();
    expect(await names.allTextContents()).toEqual([' live', ' first']);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('run');

    await page.keyboard.press('Shift+Tab');
    await page.locator('#tab-checkpoints').click();
    await page.getByText('best_acc_top1_epoch_2.pth').waitFor();
    expect(await page.locator('#checkpoints tbody').textContent()).toMatch(/epoch_1\.pth \(last\)/);

    await page.locator('#tab-config').click();
    await page.locator('#config-a').selectOption({ label: 'first' });
    await page.locator('#config-b').selectOption({ label: 'live' });
    const changed = page.locator('.diff tr', { hasText: 'train_cfg.max_epochs' });
    await changed.waitFor();
    expect(await changed.locator('td').allTextContents()).toEqual(['3', '1']);
    await page.locator('#config-b').selectOption({ label: 'none' });
    await page.getByText("optimizer = dict(lr=0.1, type='SGD')").waitFor();
  });

  test('shows the end of the log and follows it', async () => {
    await page.locator('#tab-log').click();
    await page.locator('#log-run').selectOption({ label: 'first' });
    await appendFile(first.log, '2026/01/02 03:04:30 - mma - WARNING - disk is nearly full\n');
    await page.locator('#log-text .warning', { hasText: 'disk is nearly full' }).waitFor({ timeout: 10_000 });
    const distance = () =>
      page.evaluate('((e) => e.scrollHeight - e.scrollTop - e.clientHeight)(document.getElementById("log-text"))');
    expect(await distance()).toBeLessThan(24);
    await page.locator('#log-filter').fill('Epoch(val)');
    expect((await page.locator('#log-text').textContent())!.trim().split('\n')).toHaveLength(2);
    await page.locator('#log-filter').fill('');
    await page.locator('#log-text').focus();
    await page.keyboard.press('Home');
    await soon(() => page.locator('#log-follow').isChecked()).toBe(false);
  });

  test('keeps what is chosen in its address', async () => {
    await page.locator('#tab-charts').click();
    await runItem('live').getByRole('checkbox').uncheck();
    await soon(() => readout('loss')).not.toMatch(/live/);
    await page.reload();
    await soon(() => readout('loss')).toMatch(/first/);
    expect(await readout('loss')).not.toMatch(/live/);
    expect(await page.locator('#axis').inputValue()).toBe('time');
    expect(await chart('learning rate').count()).toBe(0);
    await page.locator('#filter').fill('LIV');
    expect(await page.locator('#runs li').count()).toBe(1);
    await page.getByRole('button', { name: 'Choose all' }).click();
    await soon(() => readout('loss')).toMatch(/live/);
  });

  test('tells of lines that cannot be read', async () => {
    await appendFile(first.scalars, 'lr = 3\n');
    await page.locator('#filter').fill('');
    await soon(() => runItem('first').textContent()).toMatch(/scalars\.json:25: no line/);
  });

  test('fits small screens, follows the colours that the system is set to, and can be used by everybody', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const tab of TABS) {
      await page.locator(`#tab-${tab}`).click();
      expect(await page.evaluate('document.documentElement.scrollWidth'), tab).toBeLessThanOrEqual(360);
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const tab of TABS) {
        await page.locator(`#tab-${tab}`).click();
        expect(await accessibilityFaults(page), `${tab}, ${colorScheme}`).toEqual([]);
      }
    }
    const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).not.toBe(light);
  });

  test('loads nothing from elsewhere, and nothing in it fails', () => {
    expect(complaints).toEqual([]);
  });

  test('says when its server is gone', async () => {
    server.child.kill('SIGTERM');
    await server.finished;
    await soon(() => page.locator('#connection').textContent()).toMatch(/does not answer/);
  });
});
