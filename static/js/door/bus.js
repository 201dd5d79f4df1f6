// What has happened, told to whoever shows it: modules of one page that need not know each other.

const target = new EventTarget();

export const on = (name, act) => target.addEventListener(name, (event) => act(event.detail));
export const tell = (name, detail) => target.dispatchEvent(new CustomEvent(name, { detail }));
