// Who I am and which room I look into; the address keeps both, so two windows can be two people.
import { language } from "./texts.js";

const phone = matchMedia("(max-width: 760px)");
const address = () => new URLSearchParams(location.search);

export const who = address().get("who") ?? "";
export const mine = `@${who}`;

export function room() {
  return who && (address().get("room") ?? (phone.matches ? "" : mine));
}

export function link(changes) {
  const next = address();
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return `?${next}`;
}

// On calls the language is always said, so that answers come as the page reads.
export function query(more = {}) {
  return new URLSearchParams({ who, language, ...more });
}

export function show() {
  document.getElementById("app").dataset.view = room() ? "talk" : "list";
}

phone.addEventListener("change", () => dispatchEvent(new PopStateEvent("popstate")));
