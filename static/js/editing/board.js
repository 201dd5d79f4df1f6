// The grid as it stands on the page: its area, its cards, and where the pointer is in it.

const ROW = 5; // minutes
const UNITS = 12; // tracks of a column

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export const body = () => $("#board");
const lanes = () => $$(".lane", body());
// On a narrow screen it is a list, without gestures.
export const isGrid = () => lanes()[0].offsetHeight > 0;

export function area() {
  const { first, last, day } = body().dataset;
  return { first: Number(first), last: Number(last), columns: lanes().length, day };
}

export const room = (column) => lanes()[column].dataset;

export function where(piece) {
  const { column, start, end } = piece.dataset;
  return { column: Number(column), start: Number(start), end: Number(end) };
}

export const pieces = () => $$(".piece[data-code]", body());
export const pieceOf = (code) => pieces().find((piece) => piece.dataset.code === code);
export const title = (piece) => $("h3", piece).textContent.trim();

// Minutes and column under the pointer.
export function under(event) {
  const box = lanes()[0].getBoundingClientRect();
  const { first, last } = area();
  const minutes = first + ((event.clientY - box.top) / box.height) * (last - first);
  const boxes = lanes().map((lane) => lane.getBoundingClientRect());
  const reached = boxes.filter((lane) => lane.left <= event.clientX).length - 1;
  return { minutes, column: Math.max(0, reached) };
}

export function stand(element, at) {
  const { first } = area();
  const line = (minutes) => Math.floor((minutes - first) / ROW) + 1;
  element.style.gridRow = `${line(at.start)} / ${Math.max(line(at.start) + 1, line(at.end))}`;
  element.style.gridColumn = `${2 + at.column * UNITS} / span ${UNITS}`;
}

// `day` and minutes, which may be of the night after it, as the form's local instants.
export function instant(day, minutes) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date, 0, minutes)).toISOString().slice(0, 16);
}
