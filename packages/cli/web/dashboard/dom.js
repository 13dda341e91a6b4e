export const at = (id) => document.getElementById(id);

/** Makes an element; `children` are elements and texts. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/** A coloured square, as a key to a run's lines. */
export function swatch(colour) {
  const made = element('span', { class: 'swatch', 'aria-hidden': 'true' });
  made.style.setProperty('--colour', colour);
  return made;
}

/** Lets the keyboard reach what scrolls. */
export function scrollable(made, label) {
  made.tabIndex = 0;
  made.setAttribute('role', 'region');
  made.setAttribute('aria-label', label);
  return made;
}

/** Puts options into a list and keeps what is chosen, if it is still there. */
export function setOptions(select, options, fallback = options[0]?.value) {
  const isKnown = select.dataset.texts !== undefined && options.some(({ value }) => value === select.value);
  const wanted = isKnown ? select.value : fallback;
  const texts = options.map(({ value, text }) => `${value} ${text}`).join('\n');
  if (select.dataset.texts !== texts) {
    select.dataset.texts = texts;
    select.replaceChildren(...options.map(({ value, text }) => element('option', { value }, text)));
  }
  select.value = wanted ?? '';
}

/** Asks the server; failures become errors whose message is for people. */
export async function ask(path) {
  const response = await fetch(path);
  const body = await response.json();
  if (!response.ok) throw new Error([body.error?.message, body.error?.hint].filter(Boolean).join(' '));
  return body;
}
