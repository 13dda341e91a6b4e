import { stat } from 'node:fs/promises';
import { VideoError } from '../errors.js';
import { fileUrl } from '../ffmpeg.js';

/** How FFmpeg is to open a live source. */
export interface LiveAddress {
  /** As it may be shown: without a password. */
  readonly name: string;
  readonly url: string;
  /** FFmpeg's name of the input, where the data do not tell. */
  readonly format?: string;
  readonly options: Readonly<Record<string, string>>;
}

/** What a scheme may lead to: a playlist of the web must not open local files. */
const WEB = 'http,https,httpproxy,tcp,tls,crypto';
const PROTOCOLS: Readonly<Record<string, string>> = {
  http: WEB,
  https: WEB,
  rtsp: 'rtsp,rtp,udp,tcp',
  rtsps: 'rtsps,rtsp,rtp,srtp,udp,tcp,tls',
  rtmp: 'rtmp,tcp',
  rtmps: 'rtmps,rtmp,tcp,tls',
  srt: 'srt,udp',
  udp: 'udp',
  tcp: 'tcp',
};

/** Schemes of addresses that nothing but a stream is behind. */
const ALWAYS_LIVE: readonly string[] = Object.keys(PROTOCOLS).filter((scheme) => !scheme.startsWith('http'));

/** What Linux calls cameras, also one that is not plugged in. */
const CAMERA = /^\/dev\/(video\d+$|v4l\/)/;

/**
 * Whether a source is live by its looks: an address such as `rtsp://…`, a playlist on the web (`.m3u8`), a camera or another device,
 * a named pipe. Other addresses of the web may be either.
 */
export async function isLiveSource(source: string): Promise<boolean> {
  const scheme = schemeOf(source);
  if (scheme === undefined) {
    const status = await stat(source).catch(() => undefined);
    if (status === undefined) return CAMERA.test(source);
    return status.isCharacterDevice() || status.isFIFO();
  }
  if (ALWAYS_LIVE.includes(scheme)) return true;
  return scheme.startsWith('http') && URL.canParse(source) && /\.m3u8?$/i.test(new URL(source).pathname);
}

/**
 * @throws VideoError `MMA_VIDEO_STREAM` for a scheme that is not known, a file, and `MMA_VIDEO_NOT_FOUND` for a device or pipe that is
 * not there
 */
export async function liveAddress(source: string): Promise<LiveAddress> {
  const scheme = schemeOf(source);
  if (scheme === undefined) return localAddress(source);
  const protocols = PROTOCOLS[scheme];
  if (protocols === undefined || (scheme !== 'udp' && !URL.canParse(source))) {
    throw new VideoError('MMA_VIDEO_STREAM', `${shown(source)} is no address of a stream.`, {
      hint: `Addresses begin with ${Object.keys(PROTOCOLS).join('://, ')}://.`,
    });
  }
  const options: Record<string, string> = { protocol_whitelist: protocols };
  // Pictures that come over UDP break where a packet is lost.
  if (scheme.startsWith('rtsp')) options['rtsp_flags'] = 'prefer_tcp';
  return { name: shown(source), url: source, options };
}

async function localAddress(path: string): Promise<LiveAddress> {
  const status = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such device, pipe or file' : `it cannot be read (${cause.code})`;
    throw new VideoError('MMA_VIDEO_NOT_FOUND', `Cannot open ${path}: ${why}.`, {
      hint: 'Cameras are /dev/video0 and the like; `ls /dev/video*` lists those that are there.',
      cause,
    });
  });
  if (status.isFIFO()) return { name: path, url: fileUrl(path), options: { protocol_whitelist: 'file' } };
  if (status.isCharacterDevice()) return { name: path, url: path, format: 'v4l2', options: {} };
  throw new VideoError(
    'MMA_VIDEO_STREAM',
    `${path} is a ${status.isDirectory() ? 'folder' : 'file'}, no live source.`,
    {
      hint: 'Live sources are cameras (/dev/video0), named pipes and addresses such as rtsp://….',
    },
  );
}

function schemeOf(source: string): string | undefined {
  return /^([a-z][a-z\d+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase();
}

/** Without the password, which does not belong into messages. */
function shown(source: string): string {
  return source.replace(/^([^/]+:\/\/[^/@:]+):[^/@]*@/, '$1:***@');
}
