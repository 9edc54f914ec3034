// The sandbox's clock, and travelling ahead.
import { busy } from "./draw.js";
import { post } from "./server.js";
import { text } from "./texts.js";
import { toast } from "./toast.js";

const clock = document.getElementById("clock");
const trip = document.getElementById("trip");
const when = document.getElementById("when");
const to = document.getElementById("when-to");
const buttons = document.querySelectorAll("#ahead button");
let moment = null;

export function show(now) {
  moment = now;
  document.getElementById("day").textContent = now.day;
  document.getElementById("hour").textContent = now.clock;
  document.getElementById("next").textContent = now.next ? text("next", now.next) : text("nothing_next");
  trip.hidden = !now.trip;
  for (const button of buttons) {
    if (now.trip) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
  if (!now.trip) return;
  trip.querySelector("span").textContent = text("travelling", now.trip);
  trip.querySelector("progress").value = now.trip.done;
}

async function travel(how, button) {
  busy(button, true);
  try {
    const reached = await post("time", how);
    toast(text("arrived", reached));
  } catch (trouble) {
    toast(trouble.message);
  } finally {
    busy(button, false);
  }
}

document.getElementById("ahead").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  if (button.id === "pick") return pick();
  const ahead = button.dataset.ahead;
  travel(ahead === "next" ? { next: true } : { days: Number(ahead) }, button);
});

clock.addEventListener("click", () => {
  clock.setAttribute("aria-expanded", clock.getAttribute("aria-expanded") !== "true");
});

function pick() {
  to.min = moment.wall;
  to.value = moment.wall;
  when.showModal();
  to.focus();
}

when.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!to.value) return toast(text("give_time"));
  when.close();
  travel({ to: to.value }, document.getElementById("pick"));
});
