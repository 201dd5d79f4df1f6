// The list of contributors changes without leaving the page: the same form is sent, and only its list is taken from the
// answer. The page is complete without this file.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("#contributors button[name=do]");
  if (!button) return;
  event.preventDefault();
  const form = button.form;
  const values = new FormData(form);
  values.set("do", button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: values });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.querySelector("#contributors");
    if (!list) throw new Error("no list");
    document.querySelector("#contributors").replaceWith(list);
    list.focus({ preventScroll: true });
  } catch {
    form.requestSubmit(button);
  }
});
