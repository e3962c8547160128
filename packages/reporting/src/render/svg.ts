import { element, type Content, type Markup } from "./markup.ts";

/** What a chart is drawn for: a wide screen and paper, or a screen as narrow as a phone's, where texts are no smaller. */
export interface Frame {
  readonly name: "wide" | "narrow";
  readonly width: number;
}
export const FRAMES: readonly Frame[] = [
  { name: "wide", width: 960 },
  { name: "narrow", width: 320 },
];

/** A drawing that says what it shows to those who do not see it. */
export const drawing = (
  size: Frame & { readonly height: number },
  said: { readonly id: string; readonly title: string; readonly description: string },
  ...content: Content[]
): Markup =>
  element(
    "svg",
    {
      class: size.name,
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

/** How long a lone point is drawn, so that it is seen: no kind of line leaves its beginning out. */
const LONE = 6;

/** The path of a line through points, broken where one is missing; a lone point becomes a dash around its place. */
export const polyline = (points: readonly (readonly [x: number, y: number] | null)[]): string =>
  points
    .map((point, index) => {
      if (point === null) return "";
      const [x, y] = point;
      const before = points[index - 1] ?? null;
      const after = points[index + 1] ?? null;
      if (before === null && after === null) return `M${place(x - LONE / 2)} ${place(y)}h${LONE}`;
      return `${before === null ? "M" : "L"}${place(x)} ${place(y)}`;
    })
    .join("");

/** About as wide as a text of a chart is in the widest of its fonts. */
export const widthOf = (content: string): number =>
  Array.from(content).reduce((sum, character) => sum + charWidth(character), 0);

const SLIM = /[ !'(),./:;I[\]fijlrt|]/;
const BROAD = /[A-Z%&@mw]/;
/** From here on are the scripts whose characters are as wide as they are high. */
const SQUARE = "\u1100";

const charWidth = (character: string): number => {
  if (character >= SQUARE && character !== ELLIPSIS) return 14;
  if (SLIM.test(character)) return 5.5;
  return BROAD.test(character) ? 12 : 8.3;
};

const ELLIPSIS = "…";

/** Cut to what there is room for. */
export const fitting = (content: string, room: number): string => {
  if (widthOf(content) <= room) return content;
  const characters = Array.from(content);
  let width = widthOf(ELLIPSIS);
  const kept = characters.findIndex((character) => {
    width += charWidth(character);
    return width > room;
  });
  return `${characters.slice(0, kept).join("")}${ELLIPSIS}`;
};
