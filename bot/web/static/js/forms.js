// Forms: what they hold, how much room is left, and the dialog they open in.
import { fragment } from "./draw.js";
import { text } from "./texts.js";
import { toast } from "./toast.js";

export const asked = document.getElementById("asked");
let before = "";
let room = "";

export function collect(form) {
  const values = {};
  for (const field of form.querySelectorAll(".field[data-name]")) values[field.dataset.name] = value(field);
  return values;
}

function value(field) {
  switch (field.dataset.kind) {
    case "toggle":
      return field.querySelector("input").checked;
    case "several":
      return [...field.querySelectorAll("input:checked")].map((input) => input.value);
    case "radio":
      return field.querySelector("input:checked")?.value ?? "";
    default:
      return field.querySelector("input, textarea, select").value;
  }
}

export function open(html, where) {
  room = where;
  asked.replaceChildren(fragment(html));
  before = held();
  reveal();
}

export function askedIn() {
  return room;
}

function held() {
  const form = asked.querySelector("form");
  return form ? JSON.stringify(collect(form)) : "";
}

function reveal() {
  const title = asked.querySelector(".title");
  asked.setAttribute("aria-labelledby", title.id);
  if (!asked.open) asked.showModal();
  asked.scrollTop = 0;
  (asked.querySelector(".field :is(input, textarea, select)") ?? title).focus();
}

// The same form again with what was written, and the first field that needs another look in focus.
export function amend(form, html) {
  const next = fragment(html).firstElementChild;
  if (form.dataset.post) next.dataset.post = form.dataset.post;
  form.replaceWith(next);
  const amiss = next.querySelector("[aria-invalid]");
  (amiss?.matches("fieldset") ? amiss.querySelector("input") : (amiss ?? next.querySelector(".title"))).focus();
}

export function refuse(form, html) {
  form.querySelector(".refused")?.remove();
  const said = document.createElement("div");
  said.className = "refused";
  said.setAttribute("role", "alert");
  said.append(fragment(html));
  form.querySelector(".title").after(said);
  said.scrollIntoView({ block: "nearest" });
}

// Handed in: nothing to keep.
export function done() {
  before = held();
  asked.close();
}

// Closed with something in it: it can be opened again as it was.
asked.addEventListener("close", () => {
  if (held() !== before) toast(text("kept"), { stays: true, action: text("reopen"), act: reveal });
});

document.addEventListener("input", (event) => {
  const most = Number(event.target.dataset?.most);
  if (!most) return;
  const left = most - event.target.value.length;
  const shown = event.target.closest(".field").querySelector(".left");
  shown.hidden = left > most / 5;
  shown.classList.toggle("over", left < 0);
  shown.textContent = left < 0 ? text("too_long", { count: -left }) : text("left", { count: left });
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  else if (event.target.matches("dialog[open]") && outside(event)) event.target.close();
});

function outside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
