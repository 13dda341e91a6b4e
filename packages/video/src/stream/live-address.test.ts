import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/clips.js';
import { isLiveSource, liveAddress } from './live-address.js';

test.each([
  ['rtsp://camera/stream', true],
  ['RTMP://host/app/key', true],
  ['udp://239.0.0.1:1234', true],
  ['https://host/live/index.m3u8?token=1', true],
  ['http://host/clip.mp4', false],
  ['http://host/stream', false],
  ['no-such-file', false],
  ['/dev/null', true],
  ['/dev/video99', true],
  ['dev/video99', false],
])('%s is live by its looks: %s', async (source, isLive) => {
  expect(await isLiveSource(source)).toBe(isLive);
});

test('a named pipe is live, a file is not', async () => {
  const folder = await temporaryFolder();
  const [pipe, file] = [join(folder, 'pipe'), join(folder, 'file')];
  execFileSync('mkfifo', [pipe]);
  writeFileSync(file, 'x');
  expect([await isLiveSource(pipe), await isLiveSource(file)]).toEqual([true, false]);
  expect((await liveAddress(pipe)).options).toEqual({ protocol_whitelist: 'file' });
  await expect(liveAddress(file)).rejects.toMatchObject({ code: 'MMA_VIDEO_STREAM' });
});

test('what the web sends cannot have local files opened', async () => {
  for (const source of ['http://host/a.m3u8', 'rtsp://host/a', 'srt://host:1', 'tcp://host:1']) {
    expect((await liveAddress(source)).options['protocol_whitelist']!.split(',')).not.toContain('file');
  }
});

test.each(['file:///etc/passwd', 'concat://a|b', 'gopher://host', 'http://:bad:'])('%s is refused', async (source) => {
  await expect(liveAddress(source)).rejects.toMatchObject({
    code: 'MMA_VIDEO_STREAM',
    hint: expect.stringContaining('rtsp://'),
  });
});

test('a device that is not there is said to be missing', async () => {
  await expect(liveAddress('/dev/video99')).rejects.toMatchObject({ code: 'MMA_VIDEO_NOT_FOUND' });
});

test('a password is not shown', async () => {
  const { name, url } = await liveAddress('rtsp://admin:s3cret@10.0.0.5/h264');
  expect(name).toBe('rtsp://admin:***@10.0.0.5/h264');
  expect(url).toContain('s3cret');
});
