// Which codes in the picture are news. One that is held there is told once, and again when it comes back.

const AWAY = 700; // ms: a shaking hand loses the code for a few pictures without taking the badge away

export class Sightings {
  #seen = new Map();

  // Whether to tell about this code; `now` in ms.
  isNews(code, now) {
    for (const [known, seen] of this.#seen) if (now - seen > AWAY) this.#seen.delete(known);
    const news = !this.#seen.has(code);
    this.#seen.set(code, now);
    return news;
  }
}
