// One gesture is one request. The answer is the draft as it stands then, or a question about it.

import { t } from "../texts.js";

const LONGEST = 15_000; // ms
// One at a time: the next starts from what the answer shows.
export const isWaiting = () => document.documentElement.classList.contains("is-waiting");
const token = () => document.querySelector("input[name=csrf_token]").value;

// Answers {status, message, grid, …}; where there was no answer of ours, one that says so.
export async function send(address, values) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...values, csrf_token: token() })) body.append(name, value);
  document.documentElement.classList.add("is-waiting");
  try {
    const answer = await fetch(address, {
      method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(LONGEST),
    });
    return await answer.json();
  } catch (fault) {
    // A page instead of our answer: nothing was done. No answer at all: nobody knows.
    return { status: "refused", message: t(fault instanceof SyntaxError ? "expired" : "unreachable") };
  } finally {
    document.documentElement.classList.remove("is-waiting");
  }
}
