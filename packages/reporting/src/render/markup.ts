/** Text that is markup already. Only `element` makes it, so that no text gets into a page without being escaped. */
export interface Markup {
  readonly markup: string;
}

export type Content = string | Markup | readonly Content[];

/** An attribute that is null is left out. */
export type Attributes = { readonly [name: string]: string | number | null };

/** An element of HTML or SVG; texts in it are escaped. */
export const element = (name: string, attributes: Attributes, ...content: Content[]): Markup => {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join("");
  return {
    markup: VOID.has(name)
      ? `<${name}${given}>`
      : `<${name}${given}>${content.map(rendered).join("")}</${name}>`,
  };
};

const VOID: ReadonlySet<string> = new Set(["meta"]);

const rendered = (content: Content): string => {
  if (typeof content === "string") return escaped(content);
  return "markup" in content ? content.markup : content.map(rendered).join("");
};

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters, and those that turn the direction of what follows, are shown as unknown ones. */
const STEERING = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (text: string): string =>
  text
    .replace(STEERING, "\u{fffd}")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
