// A span of the day shown, as one says it.

import { clock } from "../texts.js";

// `minutes` since midnight; those of the night after are of its clock.
const at = (minutes) => clock(Math.floor(minutes / 60) % 24, minutes % 60);

export const span = ({ start, end }) => `${at(start)} – ${at(end)}`;
