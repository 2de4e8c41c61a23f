/* What waits on this phone: drafts, finished items and the luggage, in IndexedDB. An item leaves only when the
   server has said that it is accepted. */
"use strict";

const Queue = (() => {
  let opened;

  function open() {
    opened ??= new Promise((done, fail) => {
      const request = indexedDB.open("shuzhi-fieldwork", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("items", { keyPath: "id" });
        request.result.createObjectStore("kept");
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
    return opened;
  }

  async function ask(store, mode, work) {
    const base = await open();
    return new Promise((done, fail) => {
      const transaction = base.transaction(store, mode, { durability: "strict" });
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = () => fail(transaction.error);
      transaction.onabort = () => fail(transaction.error);
    });
  }

  function inBase64(blob) {
    return new Promise((done, fail) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result.split(",")[1]);
      reader.onerror = () => fail(reader.error);
      reader.readAsDataURL(blob);
    });
  }

  function fromBase64(text, type) {
    return new Blob([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))], { type });
  }

  return {
    put: (item) => ask("items", "readwrite", (store) => store.put(item)),
    remove: (id) => ask("items", "readwrite", (store) => store.delete(id)),
    all: () => ask("items", "readonly", (store) => store.getAll()),
    clear: async () => {
      await ask("items", "readwrite", (store) => store.clear());
      await ask("kept", "readwrite", (store) => store.clear());
    },
    keep: (name, value) => ask("kept", "readwrite", (store) => store.put(value, name)),
    kept: (name) => ask("kept", "readonly", (store) => store.get(name)),

    /* All items as a file that any phone or computer can take in again. */
    async asFile(items) {
      const rows = [];
      for (const item of items) {
        const photos = [];
        for (const photo of item.photos || []) {
          photos.push({ name: photo.name, type: photo.blob.type, content: await inBase64(photo.blob) });
        }
        rows.push({ ...item, photos });
      }
      return new Blob([JSON.stringify({ kind: "shuzhi-fieldwork", items: rows })], { type: "application/json" });
    },

    async fromFile(text) {
      const file = JSON.parse(text);
      if (file.kind !== "shuzhi-fieldwork") throw new Error("not ours");
      for (const row of file.items) {
        const photos = row.photos.map((one) => ({ name: one.name, blob: fromBase64(one.content, one.type) }));
        await this.put({ ...row, photos });
      }
      return file.items.length;
    },
  };
})();
