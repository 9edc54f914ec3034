// The conversation: every message keeps its place and changes there.
import * as around from "./around.js";
import * as here from "./here.js";
import { fragment, icon, make } from "./draw.js";
import * as told from "./told.js";
import { text } from "./texts.js";

const NEAR = 5 * 60 * 1000; // a writer who goes on within this time is named once
const log = document.getElementById("log");
const list = document.getElementById("messages");
const empty = document.getElementById("empty");
const newer = document.getElementById("newer");
const drawn = new Map(); // id -> the HTML it was drawn from

const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 96;

export function last() {
  return Math.max(0, ...drawn.keys());
}

export function toEnd() {
  log.scrollTop = log.scrollHeight;
  newer.hidden = true;
}

newer.addEventListener("click", () => (toEnd(), log.focus({ preventScroll: true })));
log.addEventListener("scroll", () => (newer.hidden ||= atEnd()), { passive: true });

export function show(messages, entered) {
  const stay = atEnd() || entered;
  if (entered) (list.replaceChildren(), drawn.clear());
  const standing = new Set(messages.map((message) => message.id));
  for (const id of [...drawn.keys()]) if (!standing.has(id)) take(id);
  for (const message of messages) put(message, false);
  settle(stay);
}

export function stand(message) {
  const stay = atEnd() || message.author === here.who;
  const fresh = put(message, true);
  settle(stay);
  if (fresh && !stay) newer.hidden = false;
  return fresh;
}

export function gone(id) {
  take(id);
  settle(atEnd());
}

function find(id) {
  return list.querySelector(`:scope > [data-id="${id}"]`);
}

function take(id) {
  const item = find(id);
  if (item?.contains(document.activeElement)) log.focus({ preventScroll: true });
  item?.remove();
  drawn.delete(id);
}

// Whether the message was not there before.
function put(message, live) {
  if (drawn.get(message.id) === message.html) return false;
  const item = fragment(message.html).firstElementChild;
  const old = find(message.id);
  drawn.set(message.id, message.html);
  if (old) {
    change(old, item, live);
    return false;
  }
  if (live) item.classList.add("fresh");
  const later = [...list.children].find((other) => Number(other.dataset.id ?? other.dataset.after) > message.id);
  list.insertBefore(item, later ?? null);
  return true;
}

function change(old, item, live) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (live) item.classList.add("changed");
  old.replaceWith(item);
  if (!focused) return;
  const same = [...item.querySelectorAll("button")].find((one) => one.dataset.verb === focused.dataset.verb && one.textContent === focused.textContent);
  item.tabIndex = -1;
  (same ?? item).focus({ preventScroll: true });
}

// Days between messages, names where the writer changes, what only I was told, and the last of it in sight.
export function settle(stay) {
  for (const old of list.querySelectorAll(":scope > .date")) old.remove();
  told.place(list, here.room());
  let before = null;
  let day = "";
  for (const item of [...list.children]) {
    if (item.dataset.day && item.dataset.day !== day) {
      day = item.dataset.day;
      list.insertBefore(make("li", { class: "date" }, make("span", {}, day)), item);
      before = null;
    }
    const near = before && before.dataset.author === item.dataset.author && Date.parse(item.dataset.at) - Date.parse(before.dataset.at) < NEAR;
    item.classList.toggle("follows", Boolean(near) && item.classList.contains("mine") === before.classList.contains("mine"));
    before = item.classList.contains("message") ? item : null;
  }
  invite(!list.children.length);
  if (stay) toEnd();
  if (last() && here.room() && !document.hidden) around.saw(here.room(), last());
}

function invite(nothing) {
  empty.hidden = !nothing || !here.room();
  if (empty.hidden) return;
  const own = here.room() === here.mine;
  const hello = make("button", { type: "button", class: "button primary", "data-say": text("hello") }, text("say_hello"));
  empty.replaceChildren(icon("nugget"), make("p", {}, text(own ? "empty_private" : "empty_room")), ...(own ? [hello] : []));
}
