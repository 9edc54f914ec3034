// What I do to Guldkorn: press, hand in, put away, delete; and what comes of its answer.
import * as forms from "./forms.js";
import * as here from "./here.js";
import * as talk from "./talk.js";
import * as told from "./told.js";
import { busy } from "./draw.js";
import { hear } from "./server.js";
import { text } from "./texts.js";
import { announce, toast } from "./toast.js";

const tries = new WeakMap(); // a button or form -> the id of what it asks, until it is answered

export async function act(element, room, what) {
  if (element.getAttribute("aria-disabled") === "true") return null;
  if (!tries.has(element)) tries.set(element, crypto.randomUUID());
  busy(element, true);
  try {
    const answer = await hear(room, what(), tries.get(element));
    tries.delete(element);
    return answer;
  } catch (trouble) {
    toast(trouble.message);
    return null;
  } finally {
    busy(element, false);
  }
}

// `from`: what was said, or the answer or form it was said in; so that the next words stand where they belong.
export function answered(answer, room, { said = "", instead = "", form = null, pressed = null } = {}) {
  switch (answer.kind) {
    case "done":
      if (form) closed(form);
      if (instead) told.away(instead);
      break;
    case "open":
      forms.open(answer.html, room);
      break;
    case "problems":
      forms.amend(form, answer.html);
      break;
    case "refused":
      if (form) forms.refuse(form, answer.html);
      else tell(answer, room, said, instead, pressed);
      break;
    case "tell":
      if (form) closed(form);
      tell(answer, room, said, instead, pressed);
      break;
  }
}

function closed(form) {
  if (forms.asked.contains(form)) forms.done();
}

function tell(answer, room, said, instead, pressed) {
  const held = pressed && (document.activeElement === pressed || document.activeElement === document.body);
  const id = told.tell(room, answer.html, { said, instead, after: talk.last() });
  if (room !== here.room()) return;
  talk.settle(!instead);
  const shown = told.element(id);
  if (held) shown?.focus({ preventScroll: true });
  else announce(text("answered", { text: answer.notice }));
  shown?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const room = forms.asked.contains(button) ? forms.askedIn() : here.room();
  const message = button.closest(".message")?.dataset.id ?? "";
  const instead = button.closest(".told")?.dataset.told ?? "";
  const answer = await act(button, room, () => ({
    kind: button.dataset.act,
    verb: button.dataset.verb,
    values: JSON.parse(button.dataset.values),
    post: button.dataset.post ? Number(button.dataset.post) : null,
    message,
  }));
  if (!answer) return;
  if (forms.asked.contains(button) && answer.kind !== "open") forms.done();
  answered(answer, room, { instead, pressed: button });
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  if (!form.dataset.verb) return;
  const room = forms.asked.contains(form) ? forms.askedIn() : here.room();
  const answer = await act(form.querySelector("[type=submit]"), room, () => ({
    kind: "form",
    verb: form.dataset.verb,
    carried: JSON.parse(form.dataset.carried),
    values: forms.collect(form),
    token: form.dataset.token,
    post: form.dataset.post ? Number(form.dataset.post) : null,
    message: form.closest(".message")?.dataset.id ?? "",
  }));
  if (answer) answered(answer, room, { form });
});

document.addEventListener("click", async (event) => {
  const away = event.target.closest("[data-away]");
  if (away) {
    told.away(away.dataset.away);
    talk.settle(false);
    document.getElementById("line").focus({ preventScroll: true });
  }
  const unsay = event.target.closest("[data-unsay]");
  if (unsay && (await act(unsay, here.room(), () => ({ kind: "unsay", message: Number(unsay.dataset.unsay) })))) {
    announce(text("unsaid"));
  }
});
