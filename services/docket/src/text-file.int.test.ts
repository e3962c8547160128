import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { accessIn } from "./serving/access.ts";
import { newFolder } from "./testing/folder.ts";
import { jsonIn, textIn } from "./text-file.ts";

function written(content: string | Uint8Array): string {
  const file = join(newFolder(), "named.json");
  writeFileSync(file, content);
  return file;
}

describe("a file that a caller names", () => {
  test("may begin with a byte order mark", () => {
    expect(jsonIn(written('\uFEFF{"name":"Büro"}'))).toEqual({ name: "Büro" });
  });

  test("that is not UTF-8 is refused by its name: signs in its place would stand in a policy for ever", () => {
    const file = written(Buffer.from('{"name":"Büro"}', "latin1"));
    const refusal = { code: "MALFORMED_JSON", message: expect.stringContaining(file) };
    expect(() => textIn(file)).toThrow(
      expect.objectContaining({ refusal: expect.objectContaining(refusal) }),
    );
  });

  test("that is no JSON is refused by its name, and so is the file of who may call", () => {
    const file = written('[{"name": "crm",}]');
    const refusal = { code: "MALFORMED_JSON", message: expect.stringContaining(file) };
    const refused = expect.objectContaining({ refusal: expect.objectContaining(refusal) });
    expect(() => jsonIn(file)).toThrow(refused);
    expect(() => accessIn(file)).toThrow(refused);
  });
});
