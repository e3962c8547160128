import { english } from "./texts/english.ts";
import { french } from "./texts/french.ts";
import { german } from "./texts/german.ts";
import type { Phrases } from "./texts/phrases.ts";
import { spanish } from "./texts/spanish.ts";

/** What customers and agents write to each other. What the desk notes for itself is English, and stands in the courses. */
export const phrases = { de: german, en: english, fr: french, es: spanish } satisfies Record<
  string,
  Phrases
>;
export type Language = keyof typeof phrases;
export type { Phrases };

/** A sentence about what the customer has, with a capital where it stands alone. */
export const about = (sentence: string, product: string): string => {
  const whole = sentence.replace("{product}", product);
  return whole.charAt(0).toUpperCase() + whole.slice(1);
};
