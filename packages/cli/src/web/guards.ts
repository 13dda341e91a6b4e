import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './http-error.js';

/** Nothing from elsewhere, nothing inline; videos are played from the browser's own memory. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  'media-src blob:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Keeps other web sites away from a server on the user's machine: their pages may neither call it (`Origin`) nor come to it under a name of
 * their own (`Host`, DNS rebinding); and tells browsers to load nothing from elsewhere.
 *
 * @param host the address that the server listens on; on a loopback address only local names are taken
 */
export function addGuards(app: FastifyInstance, host: string): void {
  app.addHook('onRequest', async (request) => {
    const named = hostname(`http://${request.headers.host ?? ''}`);
    if (named === undefined || (isLocal(host) && !isLocal(named))) {
      throw new HttpError(403, 'MMA_HTTP_HOST', 'This server answers under its own name alone.');
    }
    const { origin } = request.headers;
    if (origin !== undefined && new URL(`http://${request.headers.host}`).host !== hostOf(origin)) {
      throw new HttpError(403, 'MMA_HTTP_ORIGIN', 'Pages of other web sites may not use this server.');
    }
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
}

function isLocal(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

function hostname(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^\[|\]$/g, '') : undefined;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
