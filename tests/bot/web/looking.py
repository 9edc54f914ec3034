"""What a browser can be asked about a page that a person would notice."""

from playwright.async_api import CDPSession, Page

CONTROLS = {"button", "link", "textbox", "checkbox", "switch", "radio", "combobox", "radiogroup", "group", "dialog"}
CONTROLS |= {"DisclosureTriangle", "progressbar", "navigation", "complementary", "log", "region", "Date"}

# Text against what is painted behind it, by WCAG 2.2's formula; gives what falls short.
CONTRAST = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = numbers(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return numbers(getComputedStyle(document.body).backgroundColor);
  };
  const short = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest("script, noscript, .unseen, .skip")) continue;
    const style = getComputedStyle(element);
    const [one, two] = [light(numbers(style.color)), light(behind(element))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < (large ? 3 : 4.5)) short.push(`${ratio.toFixed(2)} ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return short;
}"""

SMALL = """() => [...document.querySelectorAll("button, a[href], input, select, textarea, summary")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".skip, p, .prose"))
  .map((each) => [each.closest("label") ?? each, each])
  .filter(([area]) => area.getBoundingClientRect().height < 43.5)
  .map(([, each]) => each.outerHTML.slice(0, 80))"""


async def nameless(page: Page, client: CDPSession) -> list[str]:
    """Controls and landmarks that a screen reader could not name."""
    tree = await client.send("Accessibility.getFullAXTree")
    found = []
    for node in tree["nodes"]:
        role = node.get("role", {}).get("value", "")
        if not node.get("ignored") and role in CONTROLS and not node.get("name", {}).get("value", "").strip():
            found.append(f"{role} {node.get('properties')}")
    return (
        [each for each in found if not each.startswith("group")] if await page.query_selector("dialog[open]") else found
    )


async def pale(page: Page) -> list[str]:
    """Texts that stand out too little."""
    found: list[str] = await page.evaluate(CONTRAST)
    return found


async def small(page: Page) -> list[str]:
    """What a thumb could miss."""
    found: list[str] = await page.evaluate(SMALL)
    return found


async def wider(page: Page) -> int:
    """How many pixels would have to be scrolled sideways."""
    return int(await page.evaluate("() => document.documentElement.scrollWidth - innerWidth"))
