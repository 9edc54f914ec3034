// Makes elements; what people wrote is only ever set as text.
export function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name, className = "") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("aria-hidden", "true");
  if (className) svg.setAttribute("class", className);
  svg.append(use);
  return svg;
}

export function face(person) {
  return make("span", { class: `face tone-${person.tone}`, "aria-hidden": "true" }, person.initials);
}

export function named(name, beneath) {
  return make("span", { class: "named" }, make("b", {}, name), beneath ? make("span", {}, beneath) : null);
}

export function spot(label) {
  return [make("span", { class: "spot", "aria-hidden": "true" }), make("span", { class: "unseen" }, label)];
}

// The server's own drawing, escaped there; the one place where HTML enters the page.
export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

export function busy(button, is) {
  button.classList.toggle("busy", is);
  if (is) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}
