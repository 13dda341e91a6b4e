/**
 * Follows the server; the browser connects again by itself, and then gets everything anew.
 *
 * @param {Record<'runs' | 'run' | 'gone' | 'notices', (data: any) => void>} on
 * @param {(isConnected: boolean) => void} onConnection
 */
export function follow(on, onConnection) {
  const source = new EventSource('api/events');
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('error', () => {
    onConnection(false);
    // A server that answers with an error is not asked again by the browser.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(on, onConnection), 5000);
  });
  for (const [name, listener] of Object.entries(on)) {
    source.addEventListener(name, ({ data }) => listener(JSON.parse(data)));
  }
}
