import { element, type Content, type Markup } from "./markup.ts";

/** A drawing that says what it shows to those who do not see it. */
export const drawing = (
  size: { readonly width: number; readonly height: number },
  said: { readonly id: string; readonly title: string; readonly description: string },
  ...content: Content[]
): Markup =>
  element(
    "svg",
    {
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: "img",
      "aria-labelledby": `${said.id}-title ${said.id}-desc`,
    },
    element("title", { id: `${said.id}-title` }, said.title),
    element("desc", { id: `${said.id}-desc` }, said.description),
    ...content,
  );

/** A small drawing beside the text that says the same. */
export const ornament = (width: number, height: number, ...content: Content[]): Markup =>
  element(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", preserveAspectRatio: "none" },
    ...content,
  );

export const box = (name: string, x: number, y: number, width: number, height: number): Markup =>
  element("rect", { class: name, x: place(x), y: place(y), width: place(width), height });

export const path = (name: string, d: string): Markup => element("path", { class: name, d });

export const label = (
  name: string | null,
  x: number,
  y: number,
  anchor: "start" | "middle" | "end",
  content: string,
): Markup =>
  element("text", { class: name, x: place(x), y: place(y), "text-anchor": anchor }, content);

/** Tenths of a unit are finer than any screen, and make equal numbers equal bytes. */
export const place = (coordinate: number): number => Math.round(coordinate * 10) / 10;

/** A path through points, broken where one is missing; a lone point becomes a dot. */
export const course = (points: readonly (readonly [x: number, y: number] | null)[]): string =>
  points
    .map((point, index) => {
      if (point === null) return "";
      const [x, y] = point.map(place);
      const before = points[index - 1] ?? null;
      const after = points[index + 1] ?? null;
      const step = `${before === null ? "M" : "L"}${x} ${y}`;
      return before === null && after === null ? `${step}h0.1` : step;
    })
    .join("");

/** Cut to so many characters. */
export const short = (content: string, most: number): string =>
  content.length <= most ? content : `${content.slice(0, most - 1)}…`;
