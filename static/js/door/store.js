// IndexedDB. `meta`: settings and what is no secret; `sealed`: encrypted people; `queue`: what the server has not got.

const NAME = "door";
let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("meta");
      request.result.createObjectStore("sealed");
      request.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

// `act` gets the object store and may leave its answer in `out.value`. Resolves once it is on the disk: an entry that
// was shown as kept must survive an empty battery.
async function transaction(name, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const running = database.transaction(name, mode, { durability: "strict" });
    const out = {};
    act(running.objectStore(name), out);
    running.oncomplete = () => resolve(out.value);
    running.onerror = running.onabort = () => reject(running.error);
  });
}

const reading = (name, ask) =>
  transaction(name, "readonly", (store, out) => {
    ask(store).onsuccess = (event) => (out.value = event.target.result);
  });

function table(name) {
  return {
    get: (key) => reading(name, (store) => store.get(key)),
    all: () => reading(name, (store) => store.getAll()),
    keys: () => reading(name, (store) => store.getAllKeys()),
    set: (key, value) => transaction(name, "readwrite", (store) => store.put(value, key)),
    remove: (key) => transaction(name, "readwrite", (store) => store.delete(key)),
    clear: () => transaction(name, "readwrite", (store) => store.clear()),
    // Read, changed and written in one go, also when two windows do it at once.
    change: (key, make) =>
      transaction(name, "readwrite", (store, out) => {
        store.get(key).onsuccess = (event) => {
          out.value = make(event.target.result);
          store.put(out.value, key);
        };
      }),
  };
}

export const meta = table("meta");
export const sealed = table("sealed");
export const queued = {
  ...table("queue"),
  // Answers the number that the record got.
  add: (record) =>
    transaction("queue", "readwrite", (store, out) => {
      store.add(record).onsuccess = (event) => (out.value = event.target.result);
    }),
  put: (record) => transaction("queue", "readwrite", (store) => store.put(record)),
};
