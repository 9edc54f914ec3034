// What only I was told in a room; kept in this window until I put it away.
import * as here from "./here.js";
import { fragment, icon, make } from "./draw.js";
import { load, save } from "./kept.js";
import { text } from "./texts.js";

const MOST = 20;
const name = `told.${here.who}`;
let told = load(sessionStorage, name, []);
const drawn = new Map(); // id -> its element, so that it stays the same one while it stands

function keep(next) {
  told = next.slice(-MOST);
  for (const id of [...drawn.keys()]) {
    if (!told.some((one) => one.id === id)) (drawn.get(id).remove(), drawn.delete(id));
  }
  save(sessionStorage, name, told);
}

// A new answer stands last; one to a button in an earlier answer stands in its place.
export function tell(room, html, { said = "", instead = "", after = 0 } = {}) {
  const one = { id: crypto.randomUUID(), room, html, said, after };
  const old = told.findIndex((other) => other.id === instead);
  if (old >= 0) keep(told.with(old, { ...one, said: told[old].said, after: told[old].after }));
  else keep([...told, one]);
  return one.id;
}

export function away(id) {
  keep(told.filter((one) => one.id !== id));
}

export function element(id) {
  return drawn.get(id);
}

function draw(one) {
  const away = make("button", { type: "button", class: "icon", "data-away": one.id, "aria-label": text("dismiss"), title: text("dismiss") }, icon("cross"));
  return make(
    "li",
    { class: "told", "data-told": one.id, "data-after": one.after, tabindex: "-1" },
    make("header", {}, icon("eye"), make("span", {}, text("only_you")), away),
    one.said ? make("p", { class: "echo" }, text("you_wrote", { text: one.said })) : null,
    make("div", { class: "card" }, fragment(one.html)),
  );
}

export function place(list, room) {
  for (const one of told) {
    if (one.room !== room) continue;
    if (!drawn.has(one.id)) drawn.set(one.id, draw(one));
    const item = drawn.get(one.id);
    if (item.parentNode === list) continue;
    const later = [...list.children].find((other) => Number(other.dataset.id) > one.after);
    list.insertBefore(item, later ?? null);
  }
}
