import type { BrowsedClip } from './browse-format.js';

/**
 * A page that plays clips which lie beside it: nothing of it is loaded from elsewhere, and only what is seen plays. A click or the space
 * bar stops and starts a clip: a player's own controls would lie on what is written below the pictures.
 */
export function contactSheet(clips: readonly BrowsedClip[], { title }: { title: string }): string {
  const failed = clips.filter(({ problem }) => problem !== undefined).length;
  const count = `${clips.length} ${clips.length === 1 ? 'clip' : 'clips'}${failed > 0 ? `, ${failed} cannot be made` : ''}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${html(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${html(title)}</h1>
<p>${count}</p>
<label>Show <input type="search" id="filter" placeholder="label or file name"></label>
</header>
<main>
${clips.map(card).join('\n')}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function card(clip: BrowsedClip): string {
  const words = html(`${clip.label} ${clip.source}`.toLowerCase());
  const steps = clip.steps.map((step) => `<li>${html(step)}</li>`).join('');
  const details =
    clip.problem === undefined
      ? `<a href="${html(encodeURIComponent(clip.output!))}">${html(clip.output!)}</a><details><summary>${clip.frameIndices.length} frames</summary><p>${clip.frameIndices.join(', ')}</p><ol>${steps}</ol></details>`
      : `<p class="problem">${html(clip.problem)}</p>`;
  return `<figure data-words="${words}">
${picture(clip)}
<figcaption><strong>${html(clip.label)}</strong><span>${clip.index} · ${html(clip.source)}</span>${details}</figcaption>
</figure>`;
}

function picture({ output, label }: BrowsedClip): string {
  if (output === undefined) return '';
  const address = html(encodeURIComponent(output));
  if (output.endsWith('.mp4')) {
    return `<video src="${address}" aria-label="${html(label)}" title="click or space: stop and go" tabindex="0" preload="metadata" muted loop playsinline></video>`;
  }
  return `<a href="${address}"><img src="${address}" alt="${html(label)}" loading="lazy"></a>`;
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }
body { margin: 1.5rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline; margin-bottom: 1rem; }
h1 { font-size: 1.3rem; margin: 0; }
header p { margin: 0; }
main { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
figure { margin: 0; border: 1px solid #8886; border-radius: .4rem; overflow: hidden; max-width: 100%; min-width: 18rem; }
video, img { display: block; max-width: 100%; }
video:focus-visible { outline: 3px solid #1f7ae0; outline-offset: -3px; }
video.stopped { opacity: .8; }
figcaption { display: flex; flex-direction: column; gap: .2rem; padding: .6rem .8rem; overflow-wrap: anywhere; }
figcaption span { opacity: .75; font-size: .85rem; }
details p { max-width: 40rem; }
.problem { color: #d33; margin: 0; max-width: 40rem; }
`;

const SCRIPT = `
const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting && !target.classList.contains('stopped')) target.play().catch(() => {});
    else target.pause();
  }
});
for (const video of document.querySelectorAll('video')) {
  const turn = () => video.classList.toggle('stopped') ? video.pause() : video.play();
  if (isStill) video.classList.add('stopped');
  video.addEventListener('click', turn);
  video.addEventListener('keydown', (event) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    turn();
  });
  seen.observe(video);
}
document.querySelector('#filter').addEventListener('input', ({ target }) => {
  const words = target.value.toLowerCase();
  for (const figure of document.querySelectorAll('figure')) figure.hidden = !figure.dataset.words.includes(words);
});
`;
