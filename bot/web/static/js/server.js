// Talks to the sandbox: asks, and listens for changes; after a pause everything is read anew, so nothing is missed.
import * as here from "./here.js";
import { text } from "./texts.js";
import { toast } from "./toast.js";

export class Trouble extends Error {}

async function call(path, options, params, otherwise) {
  let response;
  try {
    response = await fetch(`/sandbox/${path}?${here.query(params)}`, options);
  } catch {
    throw new Trouble(text(otherwise));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Trouble(answer.error ?? text(otherwise));
  return answer;
}

export function get(path, params = {}) {
  return call(path, {}, params, "not_done");
}

export function post(path, body, otherwise = "not_done") {
  const headers = { "Content-Type": "application/json" };
  return call(path, { method: "POST", headers, body: JSON.stringify(body) }, {}, otherwise);
}

// One thing I do in a room; `id` stays the same when it is tried again, so it happens once.
export function hear(room, what, id, otherwise) {
  return post("hear", { who: here.who, room, id, ...what }, otherwise);
}

export function listen(heard, readAnew) {
  let source;
  let lost = null;
  const open = () => {
    source = new EventSource(`/sandbox/events?${here.query()}`);
    source.addEventListener("open", () => {
      if (lost) (lost(), toast(text("back")));
      lost = null;
      readAnew();
    });
    source.addEventListener("error", () => {
      lost ??= toast(text("lost"), { stays: true });
      if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
      readAnew();
      setTimeout(open, 4000);
    });
    for (const [kind, act] of Object.entries(heard)) {
      source.addEventListener(kind, (event) => act(JSON.parse(event.data)));
    }
  };
  open();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && open());
}
