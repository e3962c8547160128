import type { Actor, Channel } from "@docket/schemas";
import type { Team } from "./catalogue.ts";
import { nonEmpty, type NonEmpty } from "./non-empty.ts";

/** Who works at the desk, by id and role. */

const people = (role: Actor["role"], ...ids: readonly string[]) =>
  nonEmpty(ids.map((id): Actor => ({ id, role })));

/** The agents of each team. */
export const agents: Readonly<Record<Team, NonEmpty<Actor>>> = {
  "Front Desk": people("representative", "amira", "ben", "carla", "dimitri", "elif", "finn"),
  "Technical Support": people("specialist", "greta", "hugo", "ines", "jonas", "katja"),
  Billing: people("representative", "lars", "mina", "noor"),
  Logistics: people("representative", "oskar", "petra", "quinn"),
  Complaints: people("representative", "rosa", "samir", "tilda"),
};

export const manager: Actor = { id: "ulrike", role: "manager" };
export const quality: Actor = { id: "victor", role: "qualityAssurance" };
export const documents: Actor = { id: "wanda", role: "documentControl" };
export const administrator: Actor = { id: "xenia", role: "administrator" };

const system = (id: string): Actor => ({ id, role: "integration" });
export const customerDatabase = system("customer-database");
export const helpCentre = system("help-centre");
export const surveyTool = system("survey-tool");
/** Closes what nobody has objected to. */
export const housekeeping = system("housekeeping");
export const bot = system("bot");

/** What takes in the contacts of a channel; over the counter and by letter it is a person. */
export const intakes: Readonly<Record<Channel, Actor>> = {
  phone: system("telephony"),
  voicemail: system("telephony"),
  email: system("mailbox"),
  chat: system("chat"),
  social: system("social-inbox"),
  web: system("web-form"),
  inPerson: agents["Front Desk"][0],
  letter: agents["Front Desk"][1] ?? agents["Front Desk"][0],
};
