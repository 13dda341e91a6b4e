import { writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openBrowser, openPage } from '../testing/browser.js';
import { mma, type Started, startMma } from '../testing/run-mma.js';
import { makeTinyProject, type TinyProject } from '../testing/tiny-project.js';

if (chromiumPath === undefined) {
  console.warn('The page is not tested: there is no Chromium here (apt install chromium, or set MMA_TEST_CHROMIUM).');
}

let project: TinyProject;
let server: Started;
let browser: Browser;
let page: Page;
let base: string;
let complaints: string[];

describe.skipIf(chromiumPath === undefined)('the page of mma serve', () => {
  beforeAll(async () => {
    project = await makeTinyProject();
    await mma(['train', 'tiny.yaml', '--no-validate'], { cwd: project.folder });
    const args = ['serve', 'tiny.yaml', 'work/epoch_1.pth', '--port', '0', '--label-file', 'labels.txt'];
    server = startMma([...args, '--window', '0.4', '--stride', '0.1'], { cwd: project.folder });
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

  test('says what is served', async () => {
    await page.getByText('tiny.yaml').waitFor();
    await page.getByText('up to 100 MB').waitFor();
  });

  test('plays a video and shows its predictions over time', async () => {
    await page.setInputFiles('#file', project.path('clips', 'left_0.mp4'));
    await page.locator('#result').waitFor();
    expect(await page.locator('#name').textContent()).toBe('left_0.mp4');
    const bars = await page.locator('#whole li').allTextContents();
    expect(bars).toHaveLength(2);
    expect(bars.join()).toMatch(/(left|right)\d+\.\d %/);
    // 9 frames at 10 a second, windows of 4 frames one after the other.
    expect(await page.locator('#timeline button').count()).toBe(6);
    await expect.poll(() => page.evaluate("document.querySelector('video').videoWidth")).toBe(64);
  });

  test('goes to a window by keyboard', async () => {
    await page.locator('#timeline button').first().focus();
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#now-time').textContent()).toBe('0.5–0.9 s');
    expect(await page.locator('#timeline button').last().getAttribute('aria-current')).toBe('true');
    expect(await page.evaluate("document.querySelector('video').currentTime")).toBeCloseTo(0.7, 1);
  });

  test('shows by keyboard where a class is seen, and hides it again', async () => {
    /** Opaqueness of the overlay in the middle and in the corner, which the model's crop leaves out. */
    const cover = async () => {
      const read = `(() => {
        const canvas = document.querySelector('#overlay');
        const pixel = (x, y) => canvas.getContext('2d').getImageData(x * (canvas.width - 1), y * (canvas.height - 1), 1, 1).data[3];
        return [pixel(0.5, 0.5) > 0, pixel(0, 0) > 0];
      })()`;
      return page.evaluate(read);
    };
    expect(await cover()).toEqual([false, false]);
    await page.locator('#cam-on').focus();
    await page.keyboard.press('Space');
    await expect.poll(() => page.locator('#cam-note').textContent()).toMatch(/^Yellow/);
    await expect.poll(cover).toEqual([true, false]);
    await page.keyboard.press('Tab');
    const asked = page.waitForResponse((response) => response.url().includes('/api/cam'));
    await page.keyboard.press('ArrowDown');
    expect(await (await asked).json()).toMatchObject({ class: { label: expect.stringMatching(/left|right/) } });
    await expect.poll(cover).toEqual([true, false]);
    await page.locator('#cam-on').focus();
    await page.keyboard.press('Space');
    await expect.poll(cover).toEqual([false, false]);
  });

  test('says what is wrong with a file, and goes on with the next', async () => {
    await writeFile(project.path('notes.mp4'), 'no video');
    await page.setInputFiles('#file', project.path('notes.mp4'));
    await expect.poll(() => page.locator('[role=alert]').textContent()).toMatch(/the upload/);
    expect(await page.locator('#result').isVisible()).toBe(false);
    await page.setInputFiles('#file', project.path('clips', 'right_1.mp4'));
    await page.locator('#result').waitFor();
    expect(await page.locator('[role=alert]').textContent()).toBe('');
  });

  test('says of a file that is too large that it is, and does not send it', async () => {
    await writeFile(project.path('large.mp4'), Buffer.alloc(101 * 2 ** 20));
    let isSent = false;
    page.on('request', (request) => {
      isSent ||= request.method() === 'POST';
    });
    await page.setInputFiles('#file', project.path('large.mp4'));
    await expect.poll(() => page.locator('[role=alert]').textContent()).toMatch(/has 101 MB; up to 100 MB/);
    expect(isSent).toBe(false);
  });

  test('fits small screens and follows the colours that the system is set to', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).not.toBe(light);
  });

  test('loads nothing from elsewhere, and nothing in it fails', () => {
    // The refused upload is the browser's own line.
    expect(complaints.filter((text) => !/status of 422/.test(text))).toEqual([]);
  });
});
