// Which codes in the picture are news. One that is held there is told once, and again after it was away or after 3 s.

const AWAY = 700; // ms: a shaking hand loses the code for a few pictures without taking the badge away
const AGAIN = 3000;

export class Sightings {
  #codes = new Map();

  // Whether to tell about this code; `now` in ms.
  isNews(code, now) {
    for (const [known, { seen }] of this.#codes) if (now - seen > AWAY) this.#codes.delete(known);
    const known = this.#codes.get(code);
    const news = !known || now - known.told >= AGAIN;
    this.#codes.set(code, { seen: now, told: news ? now : known.told });
    return news;
  }
}
