// One call to the door's API. An answer that is not ours (a hotel's sign-in page, a proxy's error) is no answer.

import { tell } from "./bus.js";

// What each answer has, by the first word of its address.
const HAS = {
  scans: "results", snapshot: "people", conflicts: "conflicts", undo: "undone", figures: "by_quarter",
  walkins: "results", leave: "left", closing: "closed_at",
};

export class Unreachable extends Error {}

// `within`: milliseconds until the answer has to be here, whole. Answers {status, data, etag}.
export async function call(path, { body, within = 10_000, headers = {} } = {}) {
  const answer = await ask(path, body, within, headers);
  if (!isOurs(path, answer)) throw new Unreachable("foreign");
  if (answer.status === 401) tell("revoked");
  if (answer.status >= 500 || answer.status === 429) throw new Unreachable(String(answer.status));
  return answer;
}

function isOurs(path, { status, data }) {
  if (status === 304) return true;
  if (status !== 200) return data?.error?.status === status;
  const [word] = path.startsWith("conflicts/") ? ["closing"] : path.split("?");
  return data?.[HAS[word]] !== undefined;
}

async function ask(path, body, within, headers) {
  try {
    const response = await fetch(`/porte/api/${path}`, {
      method: body === undefined ? "GET" : "POST",
      // No other site can send this one with our cookie: it would have to ask first, and is never allowed.
      headers: { "X-Door": "1", "Content-Type": "application/json", Accept: "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      // People must not lie in the browser's own cache, in clear.
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(within),
    });
    const empty = response.status === 304 || response.status === 204;
    const data = empty ? null : await response.json();
    return { status: response.status, data, etag: response.headers.get("ETag") };
  } catch (error) {
    throw new Unreachable(error?.name ?? "network");
  }
}
