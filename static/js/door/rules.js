// What a known badge comes to: eventreg/checkin/rules.py once more, for a phone without network. Same cases, same
// order; tests/door/test_rules.py runs both on thousands of generated facts and compares.

export const ADMITTING = ["verified", "waived"];
export const ADMITTED = ["ok", "ok_attention", "reentry"];

// `facts`: day, days, status, revoked, has_place, inside, entered_before, identity_known.
// `outcome`: what came of looking at the document, or null. `force`: a supervisor overrules a refusal to enter.
export function decide(facts, direction, outcome, force = false) {
  const refused = refusal(facts, direction);
  if (refused && force && direction === "entry") return { ...allowed(facts, direction, outcome), overruled: refused };
  return refused ? decision(refused) : allowed(facts, direction, outcome);
}

function allowed(facts, direction, outcome) {
  // Nobody is kept inside; who never entered leaves no movement, or the count of those inside would be wrong.
  if (direction === "exit") return decision("exit", { movement: facts.inside ? "exit" : null });
  if (outcome !== null && !ADMITTING.includes(outcome)) {
    return decision("blocked", { identity_required: true, outcome });
  }
  if (facts.inside) return decision("already_in");
  return admission(facts, outcome);
}

function refusal(facts, direction) {
  if (direction === "exit" && facts.inside && !facts.revoked) return null;
  if (facts.status === "cancelled") return "cancelled";
  if (facts.revoked) return "revoked";
  if (facts.status !== "confirmed") return "waitlisted";
  if (!facts.days.includes(facts.day)) return "wrong_day";
  if (direction === "entry" && !facts.has_place && !facts.inside) return "full";
  return null;
}

function admission(facts, outcome) {
  const verdict = facts.entered_before ? "reentry" : "ok";
  if (facts.identity_known) return decision(verdict, { movement: "entry" });
  if (outcome === null) return decision(verdict, { identity_required: true });
  return decision(verdict, { movement: "entry", outcome });
}

function decision(verdict, more = {}) {
  return { verdict, identity_required: false, movement: null, outcome: null, overruled: null, ...more };
}
