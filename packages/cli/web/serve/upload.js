/**
 * Sends a video to be worked on; a busy server is asked again when it says so.
 *
 * @param {File} file
 * @param {{ path: string, signal: AbortSignal, onStatus: (text: string) => void }} options
 * @returns {Promise<object>} the server's answer
 * @throws an Error whose message is for people
 */
export async function ask(file, options) {
  const { signal, onStatus } = options;
  for (;;) {
    const { status, retryAfter, body } = await send(file, options);
    if (status === 200) return body;
    if (status !== 503)
      throw new Error([body?.error?.message, body?.error?.hint].filter(Boolean).join(' ') || `status ${status}`);
    onStatus(`The server is busy; trying again in ${retryAfter} s`);
    await wait(retryAfter * 1000, signal);
  }
}

/** `fetch` does not tell how far an upload has come. */
function send(file, { path, signal, onStatus }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('video', file);
    request.open('POST', path);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onStatus(`Uploading: ${Math.round((100 * loaded) / total)} %`);
    request.upload.onload = () => onStatus('Looking at the video');
    request.onerror = () => reject(new Error('The server cannot be reached, or has hung up.'));
    request.onload = () =>
      resolve({
        status: request.status,
        retryAfter: Number(request.getResponseHeader('retry-after') ?? 2),
        body: request.response,
      });
    signal.addEventListener('abort', () => {
      request.abort();
      reject(signal.reason);
    });
    request.send(form);
  });
}

function wait(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
