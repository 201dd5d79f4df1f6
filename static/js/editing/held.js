// Where a session is held: {column, start, end}, in minutes of the day shown. Pure: no page, no time.
// `area` is {first, last, columns}: the minutes that are drawn, and how many rooms. `step` is in minutes.

export const SHORTEST = 5;

const within = (value, least, most) => Math.max(least, Math.min(value, most));

// The next multiple of the step, so that the mouse and the keys end in the same places.
export const next = (value, step, way) =>
  way > 0 ? Math.floor(value / step) * step + step : Math.ceil(value / step) * step - step;

export const snapped = (value, step) => Math.round(value / step) * step;

export function startingAt(at, start, area) {
  const length = at.end - at.start;
  // What lasts into the night, where the grid has ended, may begin anywhere in it.
  const latest = area.last - (at.end > area.last ? SHORTEST : length);
  const begins = within(start, area.first, Math.max(area.first, latest));
  return { ...at, start: begins, end: begins + length };
}

export const later = (at, step, way, area) => startingAt(at, next(at.start, step, way), area);

export const aside = (at, way, area) => ({ ...at, column: within(at.column + way, 0, area.columns - 1) });

export const endingAt = (at, end, area) => ({ ...at, end: within(end, at.start + SHORTEST, Math.max(area.last, at.end)) });

export const beginningAt = (at, start, area) => ({ ...at, start: within(start, area.first, at.end - SHORTEST) });

export const longer = (at, step, way, area) => endingAt(at, next(at.end, step, way), area);

export const earlier = (at, step, way, area) => beginningAt(at, next(at.start, step, way), area);

export const same = (one, other) => one.column === other.column && one.start === other.start && one.end === other.end;

// A new one of an hour, where nothing stands yet in that room if there is such a place.
export function free(taken, step, area) {
  for (let column = 0; column < area.columns; column++) {
    for (let start = area.first + 60; start + 60 <= area.last; start += step) {
      const at = { column, start, end: start + 60 };
      if (!taken.some((other) => overlaps(at, other))) return at;
    }
  }
  return { column: 0, start: area.first, end: area.first + 60 };
}

export const overlaps = (one, other) => one.column === other.column && one.start < other.end && other.start < one.end;
