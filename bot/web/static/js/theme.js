// Runs before the page is painted, so that a chosen theme never flashes the other one.
try {
  const chosen = localStorage.getItem("guldkorn.theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // A browser that keeps nothing shows what the system prefers.
}
