// What the page says, in the language the server wrote it in.
const said = JSON.parse(document.getElementById("texts").textContent);

export const language = document.documentElement.lang;

export function text(name, values = {}) {
  return said[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

export function list(name) {
  return said[name];
}
