// Small things the browser keeps: what I have seen, drafts, the theme. Without storage the page works all the same.
export function load(store, name, otherwise) {
  try {
    return JSON.parse(store.getItem(`guldkorn.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function save(store, name, value) {
  try {
    store.setItem(`guldkorn.${name}`, JSON.stringify(value));
  } catch {
    // full or forbidden: then it is forgotten
  }
}
