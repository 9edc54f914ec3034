// The pen: what I write, and the words worth trying.
import * as around from "./around.js";
import * as here from "./here.js";
import { answered } from "./act.js";
import { make } from "./draw.js";
import { load, save } from "./kept.js";
import { hear } from "./server.js";
import { list, text } from "./texts.js";
import { toast } from "./toast.js";

const form = document.getElementById("composer");
const line = document.getElementById("line");
const hints = document.getElementById("hints");
const touch = matchMedia("(pointer: coarse)");
const failed = new Map(); // room and text -> the id it was sent under, for when it is sent again
const drafts = `drafts.${here.who}`;

export function show() {
  const room = here.room();
  const own = room === here.mine;
  form.hidden = !room;
  const label = own ? text("write_private") : text("write_room", { room: around.name(room) });
  document.getElementById("line-label").textContent = label;
  line.placeholder = label;
  line.value = load(sessionStorage, drafts, {})[room] ?? "";
  hints.replaceChildren(
    ...list(own ? "hints_private" : "hints_room").map((word) => make("button", { type: "button", "data-say": word }, word)),
  );
}

function keep(room, words) {
  save(sessionStorage, drafts, { ...load(sessionStorage, drafts, {}), [room]: words });
}

async function say(words) {
  const room = here.room();
  const same = `${room}\n${words}`;
  const id = failed.get(same) ?? crypto.randomUUID();
  try {
    const answer = await hear(room, { kind: "say", text: words }, id, "not_sent");
    failed.delete(same);
    answered(answer, room, { said: room === here.mine ? "" : words });
  } catch (trouble) {
    failed.set(same, id);
    toast(trouble.message);
    if (room === here.room() && !line.value) line.value = words;
    keep(room, words);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = line.value.trim();
  line.focus();
  if (!words) return;
  line.value = "";
  keep(here.room(), "");
  say(words);
});

line.addEventListener("input", () => keep(here.room(), line.value));
line.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch.matches) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const word = event.target.closest("[data-say]");
  if (word) say(word.dataset.say);
});
