// The door page is complete without this file. It keeps what a hand scanner types in the code field, wherever the
// focus is, and lets Enter in the empty field confirm the identity step.

const field = document.querySelector("[data-scan] [name=q]");
const verified = document.querySelector("[data-verified]");

// The focus is in the field for the hand scanner; the eye wants the verdict, which stands above it.
field?.focus({ preventScroll: true });

if (field) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    // A letter typed on a button or on nothing goes into the field: the key press follows the focus.
    if (!event.target.closest("input, textarea, select") && event.key !== " ") field.focus();
  });

  field.form.addEventListener("submit", (event) => {
    if (field.value.trim()) return;
    event.preventDefault();
    if (verified) verified.form.requestSubmit(verified);
  });
}

// A second press while the answer is on its way would only be answered the same again.
for (const form of document.forms) {
  form.addEventListener("submit", () => form.setAttribute("aria-busy", "true"));
}
