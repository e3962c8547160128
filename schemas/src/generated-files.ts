import { errorsPage } from "./errors-page.ts";
import { commandJsonSchemas, eventJsonSchemas, policyJsonSchema } from "./json-schemas.ts";
import { commandSamples } from "./samples/commands.ts";
import { eventSamples } from "./samples/events.ts";
import { policySamples } from "./samples/policies.ts";
import { refusedSamples } from "./samples/refused.ts";

/** The folders in which every file is generated. */
export const GENERATED_FOLDERS = ["schemas/json", "schemas/samples"] as const;

/** Every generated file: its path in the workspace, and its text. */
export const generatedFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ...inFolder("schemas/json/commands", commandJsonSchemas()),
    ...inFolder("schemas/json/events", eventJsonSchemas()),
    ...inFolder("schemas/json/policies", new Map([["desk", policyJsonSchema()]])),
    ...inFolder("schemas/samples/commands", commandSamples),
    ...inFolder("schemas/samples/events", eventSamples),
    ...inFolder("schemas/samples/policies", policySamples),
    ...inFolder("schemas/samples/refused", new Map(Object.entries(refusedSamples))),
    ["docs/errors.md", errorsPage()] as const,
  ]);

const inFolder = (folder: string, values: ReadonlyMap<string, unknown>) =>
  [...values].map(
    ([name, value]) => [`${folder}/${name}.json`, `${JSON.stringify(value, null, 2)}\n`] as const,
  );
