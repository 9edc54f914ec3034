// What passes by: words at the top of the page, and words only read aloud.
import { icon, make } from "./draw.js";
import { text } from "./texts.js";

const place = document.getElementById("toasts");
const aloud = document.getElementById("announce");

export function announce(words) {
  aloud.textContent = "";
  requestAnimationFrame(() => (aloud.textContent = words));
}

export function toast(words, { stays = false, action = "", act = null } = {}) {
  const shown = make("div", { class: "toast" }, make("p", {}, words));
  const away = () => shown.remove();
  if (action) {
    const button = make("button", { type: "button", class: "button plain" }, action);
    button.addEventListener("click", () => (away(), act()));
    shown.append(button);
  }
  const close = make("button", { type: "button", class: "icon", "aria-label": text("close") }, icon("cross"));
  close.addEventListener("click", away);
  shown.append(close);
  for (const old of place.querySelectorAll(".toast")) if (old.firstChild.textContent === words) old.remove();
  // In the top layer the open dialog would hide it.
  (document.querySelector("dialog[open]") ?? document.body).append(place);
  place.append(shown);
  if (!stays) setTimeout(away, 7000);
  return away;
}

document.addEventListener("close", () => document.body.append(place), true);
