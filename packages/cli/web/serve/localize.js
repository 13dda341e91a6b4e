import { overlay } from './overlay.js';
import { ask } from './upload.js';

/**
 * Grad-CAM over the video: a switch, and the class that it is of. The server is asked when somebody wants to see it, once a class.
 *
 * @param {(id: string) => HTMLElement} at
 * @returns shows the controls for a video and its analysis; `signal` is aborted when the next video comes
 */
export function localizing(at) {
  const draw = overlay(at('video'), at('overlay'));
  let current;

  const update = async () => {
    const { file, known, signal } = current;
    const index = at('cam-class').value;
    const isWanted = () => !signal.aborted && at('cam-on').checked && at('cam-class').value === index;
    const say = (text) => {
      if (!signal.aborted) at('cam-note').textContent = text;
    };
    draw(undefined);
    say('');
    if (!isWanted()) return;
    try {
      if (!known.has(index)) known.set(index, ask(file, { path: `api/cam?class=${index}`, signal, onStatus: say }));
      const localization = await known.get(index);
      if (!isWanted()) return;
      draw(localization);
      say('Yellow: what speaks most for the class. Where there is no colour the model does not look.');
    } catch (error) {
      known.delete(index);
      if (isWanted()) say(error.message);
    }
  };
  at('cam-on').addEventListener('change', update);
  at('cam-class').addEventListener('change', update);

  return (file, analysis, signal) => {
    current = { file, signal, known: new Map() };
    at('cam-class').replaceChildren(...classesOf(analysis).map(({ label, index }) => new Option(label, index)));
    at('cam').hidden = false;
    update();
  };
}

/** Every class that is best somewhere, then the other ones of the whole video. */
function classesOf({ predictions, timeline }) {
  const best = [predictions, ...timeline.map((window) => window.predictions)].map(([first]) => first);
  return [...new Map([...best, ...predictions].map((score) => [score.index, score])).values()];
}
