// Begins: reads what I see, shows it, and keeps it up to date.
import "./act.js";
import * as around from "./around.js";
import * as composer from "./composer.js";
import * as here from "./here.js";
import * as people from "./people.js";
import * as talk from "./talk.js";
import * as time from "./time.js";
import { get, listen, Trouble } from "./server.js";
import { text } from "./texts.js";
import { announce, toast } from "./toast.js";

let reading = 0;
let waiting = null; // what was heard while everything was read anew
let entered = null; // the room shown last

async function readAnew() {
  const mine = ++reading;
  waiting ??= [];
  try {
    const seen = await get("state", { room: here.room() });
    if (mine === reading) show(seen);
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    if (mine === reading) toast(trouble.message);
  } finally {
    if (mine === reading) {
      const missed = waiting;
      waiting = null;
      for (const act of missed) act();
    }
  }
}

function show(seen) {
  around.take(seen);
  people.show();
  here.show();
  time.show(seen.moment);
  const room = here.room();
  const known = room === here.mine || around.rooms().some((one) => one.id === room && one.mine);
  if (room && !known && around.person(here.who)) return go("", true);
  document.getElementById("sign").replaceChildren(around.sign(room));
  document.getElementById("room").textContent = around.name(room);
  document.getElementById("about").textContent = room === here.mine ? text("private") : meets(room);
  if (room !== entered) composer.show();
  talk.show(seen.messages, room !== entered);
  entered = room;
}

function meets(id) {
  const room = around.rooms().find((one) => one.id === id);
  if (room?.outside) return text("outside");
  return room?.community ? text("meets", { community: room.community }) : "";
}

function go(room, instead = false) {
  history[instead ? "replaceState" : "pushState"]({ inside: true }, "", here.link({ room }));
  moved();
}

function moved() {
  here.show();
  around.show();
  return readAnew();
}

// In order, also with what is being read anew just now.
function inTurn(act) {
  return (told) => (waiting ? waiting.push(() => act(told)) : act(told));
}

const heard = {
  moment: inTurn(time.show),
  around: () => readAnew(),
  gone: inTurn(({ id, room }) => room === here.room() && talk.gone(id)),
  stands: inTurn((message) => {
    const mine = message.author === here.who;
    const fresh = message.room === here.room() ? talk.stand(message) : message.id > newest(message.room);
    if (!mine) around.stands(message.room, message.id);
    if (message.room.startsWith("@") && message.room !== here.mine) people.show();
    if (fresh && !mine && message.html) announce(text("new_from", { name: writer(message), room: around.name(message.room), text: message.notice }));
  }),
};

function newest(room) {
  return around.rooms().find((one) => one.id === room)?.newest ?? around.person(here.who)?.newest ?? 0;
}

function writer({ author }) {
  return author ? (around.person(author)?.name ?? author) : text("guldkorn");
}

document.getElementById("rooms").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.dataset.room);
});
document.getElementById("back").addEventListener("click", () => (history.state?.inside ? history.back() : go("")));
document.getElementById("language").addEventListener("click", (event) => {
  event.preventDefault();
  location.assign(here.link({ language: event.currentTarget.lang }));
});
document.getElementById("theme").addEventListener("click", ({ currentTarget }) => shade(currentTarget.getAttribute("aria-pressed") !== "true"));
addEventListener("popstate", moved);
document.addEventListener("visibilitychange", () => document.hidden || talk.settle(false));

function shade(dark, chosen = true) {
  document.getElementById("theme").setAttribute("aria-pressed", dark);
  if (!chosen) return;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  try {
    localStorage.setItem("guldkorn.theme", document.documentElement.dataset.theme);
  } catch {
    // then it lasts until the page is left
  }
}

const theme = document.documentElement.dataset.theme;
shade(theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches, false);
listen(heard, readAnew);
