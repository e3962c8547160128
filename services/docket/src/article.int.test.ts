import { expect, test } from "vitest";
import { readingOn } from "./session.ts";
import { commandSide } from "./testing/command-side.ts";
import { tablesOn } from "./testing/tables.ts";

test("an article is read with its latest text, however often it helped since", async () => {
  const { store, keys, send } = await commandSide();
  const parked = () => expect.unreachable("nothing is parked");
  const { readModels, projector } = await tablesOn(store, keys, parked);
  const text = { kind: "solution", title: "Reset", content: "Hold it." };
  const actor = { id: "ines", role: "manager" };
  for (const [commandId, type, data] of [
    ["1", "publishArticle", text],
    ["2", "recordDeflection", { channel: "web" }],
    ["3", "reviseArticle", { ...text, content: "Hold it for ten seconds." }],
    ["4", "recordDeflection", { channel: "web" }],
  ] as const) {
    const sent = await send({ type, articleId: "a-1", commandId, actor, data });
    expect(sent).toMatchObject({ accepted: true });
  }
  await projector.catchUp();
  const { queries } = readingOn({ store, keys, readModels });
  expect(await queries.article("a-1")).toMatchObject({
    ok: true,
    value: { version: 2, content: "Hold it for ten seconds.", deflections: 2 },
  });
  const refusal = { code: "ARTICLE_NOT_FOUND" };
  expect(await queries.article("a-2")).toMatchObject({ ok: false, refusal });
});
