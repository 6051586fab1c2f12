// The only part that speaks to the server. Another engine (for one, WebAssembly in the page) has the same methods.

import { Behind, Lost, NoToken, Refused } from "./errors.js";

/** Takes the token out of the address, so that it is in no history and no screenshot. */
function takeToken() {
  const given = location.hash.slice(1);
  if (/^[\w-]{20,}$/.test(given)) {
    sessionStorage.setItem("mizan.token", given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem("mizan.token") ?? "";
}

export class Engine {
  #token = takeToken();

  async #fetch(path, options = {}) {
    const headers = { Authorization: `Bearer ${this.#token}`, ...options.headers };
    let answer;
    try {
      answer = await fetch(path, { ...options, headers, cache: "no-store" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Lost(error.message);
    }
    if (answer.ok) return answer;
    if (answer.status === 401) throw new NoToken();
    if (answer.status === 409) throw new Behind();
    if (answer.status === 502 || answer.status === 503) throw new Lost(answer.statusText);
    const said = await answer.text();
    try {
      throw new Refused(JSON.parse(said));
    } catch (error) {
      if (error instanceof Refused) throw error;
      throw new Refused({ message: said || answer.statusText });
    }
  }

  async #json(path, options) {
    const answer = await this.#fetch(path, options);
    try {
      return await answer.json();
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Lost(error.message);
    }
  }

  project() {
    return this.#json("/api/project");
  }

  /** The index: `n` and the bytes, 12 for each bead. */
  async index() {
    const answer = await this.#fetch("/api/index");
    return { n: Number(answer.headers.get("X-Mizan-N")), bytes: await answer.arrayBuffer() };
  }

  beads(from, to) {
    return this.#json(`/api/beads?from=${from}&to=${to}`);
  }

  op(n, op) {
    const body = JSON.stringify({ n, op });
    return this.#json("/api/op", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  }

  expect(over) {
    return this.#json(`/api/expect?over=${over}`);
  }

  changes(since, signal) {
    return this.#json(`/api/changes?since=${since}`, { signal });
  }

  queue() {
    return this.#json("/api/queue");
  }

  find(query) {
    const re = query.startsWith("re:");
    const text = encodeURIComponent(re ? query.slice(3) : query);
    return this.#json(`/api/find?q=${text}&re=${re ? 1 : 0}&side=both`);
  }

  history(bead) {
    return this.#json(`/api/history?bead=${bead}`);
  }

  /** A file to be saved: its name and its bytes. */
  async export(format, only) {
    const answer = await this.#fetch(`/api/export?format=${format}&only=${only}`);
    const given = answer.headers.get("Content-Disposition") ?? "";
    const coded = /filename\*=UTF-8''([^;]+)/i.exec(given)?.[1];
    const plain = /filename="?([^";]+)"?/i.exec(given)?.[1];
    return { name: coded ? decodeURIComponent(coded) : (plain ?? `review.${format}`), bytes: await answer.blob() };
  }
}
