/** What is looked at in a page: expressions for the browser, whose objects Node.js has no types for. */

export interface Charts {
  readonly charts: number;
  /** The titles of those in which nothing is drawn, or less than can be seen. */
  readonly hollow: readonly string[];
}

export const CHARTS = String.raw`(() => {
  const drawings = [...document.querySelectorAll("figure > svg")].filter((one) => one.checkVisibility());
  const hollow = drawings.filter((drawing) => {
    const paths = [...drawing.querySelectorAll("path:not(.grid)")];
    const { width, height } = drawing.getBoundingClientRect();
    const isNamed = drawing.querySelector("title") && drawing.querySelector("desc");
    return !paths.some((path) => path.getTotalLength() > 2) || width < 100 || height < 10 || !isNamed;
  });
  return {
    charts: drawings.length,
    hollow: hollow.map((drawing) => drawing.querySelector("title")?.textContent ?? "no title"),
  };
})()`;

/** Texts whose contrast with their ground is below 4.5 to 1, after WCAG 2. */
export const FAINT_TEXTS = String.raw`(() => {
  const partsOf = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = partsOf(color).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element) => {
    if (element === null) return "rgb(255, 255, 255)";
    const color = getComputedStyle(element).backgroundColor;
    return partsOf(color)[3] === 0 ? groundOf(element.parentElement) : color;
  };
  const faint = new Set();
  for (const element of document.querySelectorAll("body *:not(title):not(desc)")) {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const text = own.map((node) => node.textContent).join("");
    if (text.trim() === "") continue;
    const style = getComputedStyle(element);
    const one = luminance(element instanceof SVGElement ? style.fill : style.color);
    const other = luminance(groundOf(element));
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (!(ratio >= 4.5)) faint.add(text + ": " + ratio.toFixed(2));
  }
  return [...faint];
})()`;

export interface ChartTexts {
  /** The height of the smallest, in the screen's pixels. */
  readonly least: number;
  /** Those that are not whole within their drawing. */
  readonly outside: readonly string[];
}

/** How the texts of charts come out. */
export const CHART_TEXTS = String.raw`(() => {
  const drawings = [...document.querySelectorAll("figure > svg")].filter((one) => one.checkVisibility());
  const texts = drawings.flatMap((drawing) => {
    const within = drawing.getBoundingClientRect();
    return [...drawing.querySelectorAll("text")].map((text) => {
      const { left, right, height } = text.getBoundingClientRect();
      return { text: text.textContent, height, isWhole: left > within.left - 1 && right < within.right + 1 };
    });
  });
  return {
    least: Math.min(...texts.map(({ height }) => height)),
    outside: texts.filter(({ isWhole }) => !isWhole).map(({ text }) => text),
  };
})()`;

/** What reaches beyond the right edge. */
export const CUT_OFF = String.raw`(() => {
  const within = document.documentElement.clientWidth;
  return [...document.querySelectorAll("table, figure, svg, dl, p, h1, h2")]
    .filter((element) => element.getBoundingClientRect().right > within + 0.5)
    .map((element) => element.tagName + ": " + element.textContent.slice(0, 60));
})()`;

export const GROUND = "getComputedStyle(document.body).backgroundColor";
export const FOCUSED = "document.activeElement.tagName";
export const PAGE_WIDTH = "document.documentElement.scrollWidth";
export const TABLE_IS_SCROLLED = "document.querySelector('.table').scrollLeft > 0";
