import { element, scrollable } from './dom.js';
import { figure } from './format.js';

/**
 * A table whose heads sort it. Drawn again with new rows it keeps its order and the focus.
 *
 * @param {HTMLElement} place
 * @param {{ caption: string, columns: { title: string, of: Function, cell?: Function }[], rows: object[] }} content
 */
export function sortableTable(place, content) {
  const { caption, columns, rows } = content;
  const by = columns.find(({ title }) => title === place.dataset.by);
  const sign = place.dataset.order === 'descending' ? -1 : 1;
  const sorted = by === undefined ? rows : [...rows].sort((a, b) => sign * compare(by.of(a), by.of(b)));
  const focused = place.contains(document.activeElement) ? document.activeElement.textContent : undefined;
  const heads = columns.map((column) => {
    const button = element('button', { type: 'button' }, column.title);
    button.addEventListener('click', () => {
      const isSame = place.dataset.by === column.title;
      place.dataset.order = isSame && place.dataset.order === 'ascending' ? 'descending' : 'ascending';
      place.dataset.by = column.title;
      sortableTable(place, content);
    });
    return element('th', { scope: 'col', 'aria-sort': column === by ? place.dataset.order : 'none' }, button);
  });
  const cells = (row) => columns.map(({ of, cell }) => element('td', {}, cell ? cell(row) : textOf(of(row))));
  const table = element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...sorted.map((row) => element('tr', {}, ...cells(row)))),
  );
  const scroll = scrollable(element('div', { class: 'table' }, table), caption);
  const left = place.querySelector('.table')?.scrollLeft ?? 0;
  place.replaceChildren(scroll);
  scroll.scrollLeft = left;
  if (focused !== undefined) {
    const again = heads.find((head) => head.textContent === focused);
    (again?.firstChild ?? scroll).focus({ preventScroll: true });
  }
}

function compare(a, b) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return typeof a === 'string' ? a.localeCompare(b) : a - b;
}

function textOf(value) {
  return typeof value === 'string' ? value : figure(value);
}
