// Who I am, who else I could be, and the rooms I am not in yet.
import * as around from "./around.js";
import * as here from "./here.js";
import { busy, face, icon, make, named, spot } from "./draw.js";
import { collect } from "./forms.js";
import { post } from "./server.js";
import { text } from "./texts.js";
import { toast } from "./toast.js";

const picker = document.getElementById("people");
const doors = document.getElementById("doors");
const me = document.getElementById("me");
const small = document.getElementById("self"); // the same beside the room's name, on a phone

export function show() {
  const self = around.person(here.who);
  if (self) {
    const choose = () => make("span", { class: "unseen" }, text("choose", { name: self.name }));
    me.replaceChildren(face(self), named(self.name, about(self)), choose(), icon("swap"));
    small.replaceChildren(make("span", { class: `face tone-${self.tone}` }, self.initials), choose());
  }
  document.getElementById("faces").replaceChildren(...around.people().map(choice));
  const others = around.rooms().filter((room) => !room.mine).map(door);
  document.getElementById("others").replaceChildren(...(others.length ? others : [make("li", { class: "note" }, text("no_others"))]));
  if (!self && !picker.open) picker.showModal();
  for (const close of picker.querySelectorAll("[data-close]")) close.hidden = !self;
}

function about(person) {
  return [person.title, person.place].filter(Boolean).join(", ") || (person.guest ? text("guest") : "");
}

function choice(person) {
  const link = make("a", { href: here.link({ who: person.handle, room: "" }) }, face(person), named(person.name, about(person)));
  if (person.handle === here.who) link.setAttribute("aria-current", "true");
  else if (around.isNew(person.handle, `@${person.handle}`, person.newest)) link.append(...spot(text("unread")));
  return make("li", {}, link);
}

function door(room) {
  const enter = make("button", { type: "button", class: "button plain", "aria-label": `${text("enter")}: ${room.name}` }, text("enter"));
  enter.addEventListener("click", () => arrange({ kind: "enter", who: here.who, room: room.id }, enter, goTo));
  const sign = make("span", { class: "face tone-0" }, icon("hash"));
  return make("li", { class: "door" }, sign, named(room.name, room.outside ? text("outside") : room.community), enter);
}

async function arrange(what, button, then) {
  if (button.getAttribute("aria-disabled") === "true") return;
  busy(button, true);
  try {
    then((await post("around", what)).handle);
  } catch (trouble) {
    toast(trouble.message);
  } finally {
    busy(button, false);
  }
}

function goTo(room) {
  doors.close();
  history.pushState({ inside: true }, "", here.link({ room }));
  dispatchEvent(new PopStateEvent("popstate"));
}

function handIn(form, what, missing, then) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = collect(form);
    const first = form.querySelector("input");
    first.toggleAttribute("aria-invalid", false);
    if (!values.name.trim()) {
      first.setAttribute("aria-invalid", "true");
      first.focus();
      return toast(text(missing));
    }
    arrange({ ...what, ...values }, form.querySelector("[type=submit]"), (handle) => (form.reset(), then(handle)));
  });
}

handIn(document.getElementById("hire"), { kind: "hire" }, "their_name", (handle) => location.assign(here.link({ who: handle, room: "" })));
handIn(document.getElementById("open"), { kind: "open", who: here.who }, "give_name", goTo);

for (const button of [me, small]) button.addEventListener("click", () => picker.showModal());
document.getElementById("more").addEventListener("click", () => doors.showModal());
// Without being somebody there is nothing to see behind the picker.
picker.addEventListener("cancel", (event) => around.person(here.who) || event.preventDefault());
