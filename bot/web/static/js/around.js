// The rooms at the side, and what is new in them.
import * as here from "./here.js";
import { icon, make, named, spot } from "./draw.js";
import { load, save } from "./kept.js";
import { text } from "./texts.js";

const places = document.getElementById("rooms");
const around = { people: [], rooms: [] };

export const people = () => around.people;
export const rooms = () => around.rooms;
export const person = (handle) => around.people.find((one) => one.handle === handle);

export function take(seen) {
  around.people = seen.people;
  around.rooms = seen.rooms;
  show();
}

export function sign(id) {
  if (!id) return "";
  return id.startsWith("@") ? icon("nugget", "face bot") : make("span", { class: "sign" }, icon("hash"));
}

export function name(id) {
  if (id.startsWith("@")) return text("guldkorn");
  return around.rooms.find((room) => room.id === id)?.name ?? "";
}

function seenBy(handle) {
  return load(localStorage, `seen.${handle}`, {});
}

export function isNew(handle, room, newest) {
  return newest > (seenBy(handle)[room] ?? 0);
}

// Something stands in a room since then; `mark` tells whether it is new to me.
export function stands(room, id) {
  const place = room.startsWith("@") ? person(room.slice(1)) : around.rooms.find((one) => one.id === room);
  if (place) place.newest = Math.max(place.newest, id);
  show();
}

export function saw(room, id) {
  const seen = seenBy(here.who);
  if (id > (seen[room] ?? 0)) save(localStorage, `seen.${here.who}`, { ...seen, [room]: id });
  show();
}

function place(id, title, beneath, newest) {
  const fresh = isNew(here.who, id, newest);
  const link = make("a", { href: here.link({ room: id }), "data-room": id, class: fresh ? "new" : null }, sign(id));
  link.append(named(title, beneath), ...(fresh ? spot(text("unread")) : []));
  if (id === here.room()) link.setAttribute("aria-current", "page");
  return make("li", {}, link);
}

export function show() {
  const focused = document.activeElement?.dataset?.room;
  const me = person(here.who);
  const own = me ? [place(here.mine, text("guldkorn"), "", me.newest)] : [];
  const shared = around.rooms.filter((room) => room.mine).map((room) => {
    const beneath = room.outside ? text("outside") : room.community.toLowerCase() === room.name.toLowerCase() ? "" : room.community;
    return place(room.id, room.name, beneath, room.newest);
  });
  places.replaceChildren(...own, ...shared);
  if (focused) places.querySelector(`[data-room="${focused}"]`)?.focus();
  const anything = places.querySelector(".new");
  document.title = `${anything ? "• " : ""}${here.room() ? `${name(here.room())} – ` : ""}Guldkorn`;
}
