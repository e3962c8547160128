import type { Table } from "@docket/event-sourcing";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openReadModelStore } from "./read-model-store.ts";
import { batch, people, person } from "./testing/people.ts";
import { backoff, testServer } from "./testing/server.ts";

const running = testServer();
const secret: Table = { ...people, name: "secrets" };

/** A store with views, and an analyst who is a member of their role and nothing else. */
async function published() {
  const { url, newSchema } = running();
  const schema = newSchema();
  const names = { schema: `${schema}_views`, role: `${schema}_analyst` };
  const views = { ...names, tables: { people: ["fullName"] } };
  const store = await openReadModelStore({ url, schema, backoff, views });
  await store.install([people, secret], "live");
  await store.commit(batch(1, [person(1, "one"), person(2, "two")]));
  const login = `${schema}_anna`;
  await administer(`CREATE ROLE ${login} LOGIN PASSWORD 'anna' IN ROLE ${names.role}`);
  const asAnna = new URL(url);
  [asAnna.username, asAnna.password] = [login, "anna"];
  const analyst = new pg.Client({ connectionString: asAnna.href });
  await analyst.connect();
  onTestFinished(async () => {
    await analyst.end();
    await store.close();
  });
  return { store, schema, views, ask: (text: string) => analyst.query(text) };
}
/** As who administers the database. */
async function administer(...statements: readonly string[]): Promise<void> {
  const admin = new pg.Client({ connectionString: running().url });
  await admin.connect();
  for (const statement of statements) await admin.query(statement);
  await admin.end();
}

const NOT_ALLOWED = { code: "42501" };
const rebuiltNote = (note: string) => ({
  ...batch(1, [person(1, note)]),
  readers: ["people:rebuilt"],
});

test("analysts read the views, without the columns that are hidden", async () => {
  const { views, ask } = await published();
  const { rows } = await ask(`SELECT * FROM ${views.schema}.people ORDER BY number`);
  expect(rows).toEqual([
    { person_id: "p07919", number: "1", note: "one" },
    { person_id: "p05838", number: "2", note: "two" },
  ]);
  await expect(ask(`SELECT full_name FROM ${views.schema}.people`)).rejects.toThrow("full_name");
  await expect(ask(`SELECT * FROM ${views.schema}.secrets`)).rejects.toMatchObject({
    code: "42P01",
  });
});

test("analysts neither read tables nor write anything", async () => {
  const { schema, views, ask } = await published();
  for (const text of [
    `SELECT * FROM ${schema}.people`,
    `SELECT * FROM ${schema}.secrets`,
    `SELECT * FROM ${schema}.checkpoints`,
    `INSERT INTO ${views.schema}.people (person_id) VALUES ('x')`,
    `UPDATE ${views.schema}.people SET note = 'x'`,
    `DELETE FROM ${views.schema}.people`,
    `CREATE VIEW ${views.schema}.mine AS SELECT 1`,
    `CREATE TABLE ${schema}.mine (id integer)`,
    "CREATE TABLE public.mine (id integer)",
    "CREATE SCHEMA mine",
  ]) {
    await expect(ask(text)).rejects.toMatchObject(NOT_ALLOWED);
  }
});

test("views follow a rebuild that becomes live, with the columns it has then", async () => {
  const { store, views, ask } = await published();
  const newer: Table = { ...people, version: 2, columns: { ...people.columns, bornIn: "integer" } };
  await store.install([newer], "rebuilt");
  const writes = [{ table: newer, put: [{ ...person(1, "rebuilt"), bornIn: 1980 }], remove: [] }];
  await store.commit({ ...rebuiltNote(""), writes, generation: "rebuilt" });
  expect((await ask(`SELECT note FROM ${views.schema}.people`)).rows).toHaveLength(2);
  await store.switch([newer], ["people"], null);
  expect((await ask(`SELECT * FROM ${views.schema}.people`)).rows).toEqual([
    { person_id: "p07919", number: "1", note: "rebuilt", born_in: "1980" },
  ]);
  await store.scrub();
  expect((await ask(`SELECT note FROM ${views.schema}.people`)).rows).toHaveLength(1);
});

test("what others have built on a view, and who else may read it, stays when tables are switched or written anew", async () => {
  const { store, schema, views, ask } = await published();
  const other = `${schema}_other`;
  const newer: Table = {
    ...people,
    version: 2,
    columns: { bornIn: "integer", ...people.columns },
  };
  await ask(`CREATE TEMPORARY VIEW theirs AS SELECT note FROM ${views.schema}.people`);
  await administer(
    `CREATE SCHEMA ${other}`,
    `CREATE MATERIALIZED VIEW ${other}.notes AS SELECT note FROM ${views.schema}.people`,
    `CREATE ROLE ${other} NOLOGIN`,
    `GRANT SELECT ON ${views.schema}.people TO ${other}`,
  );
  await store.scrub();
  for (const [table, more] of [
    [people, {}],
    [newer, { bornIn: 1980 }],
  ] as const) {
    await store.install([table], "rebuilt");
    const writes = [{ table, put: [{ ...person(1, "rebuilt"), ...more }], remove: [] }];
    await store.commit({ ...rebuiltNote(""), writes, generation: "rebuilt" });
    await store.switch([table], ["people"], null);
    await store.discard([table], ["people:rebuilt"]);
    await store.scrub();
  }
  expect((await ask("SELECT * FROM theirs")).rows).toEqual([{ note: "rebuilt" }]);
  const { rows, fields } = await ask(`SELECT * FROM ${views.schema}.people`);
  expect(rows).toEqual([{ person_id: "p07919", number: "1", note: "rebuilt", born_in: "1980" }]);
  expect(fields.map(({ name }) => name)).toEqual(["person_id", "number", "note", "born_in"]);
  const may = await ask(
    `SELECT has_table_privilege('${other}', '${views.schema}.people', 'SELECT') AS may`,
  );
  expect(may.rows).toEqual([{ may: true }]);
});

test("a view that cannot keep its columns, as others have built on it, is named with what rests on it", async () => {
  const { store, views, ask } = await published();
  await ask(`CREATE TEMPORARY VIEW theirs AS SELECT note FROM ${views.schema}.people`);
  const { note: _note, ...columns } = people.columns;
  const newer: Table = { ...people, version: 2, columns, indexes: [] };
  await store.install([newer], "rebuilt");
  await expect(store.switch([newer], [], null)).rejects.toMatchObject({
    code: "STORE_FAILED",
    state: "2BP01",
    message: expect.stringMatching(/theirs depends on view \w+\.people/),
  });
  await ask("DROP VIEW theirs");
  await store.switch([newer], [], null);
  const { fields } = await ask(`SELECT * FROM ${views.schema}.people`);
  expect(fields.map(({ name }) => name)).toEqual(["person_id", "number"]);
});

test("what is hidden from now on leaves the views at the next start", async () => {
  const { schema, views, ask } = await published();
  const { url } = running();
  const fewer = { ...views, tables: { people: ["fullName", "note"] } };
  const store = await openReadModelStore({ url, schema, backoff, views: fewer });
  await store.install([people, secret], "live");
  const { fields } = await ask(`SELECT * FROM ${views.schema}.people`);
  expect(fields.map(({ name }) => name)).toEqual(["person_id", "number"]);
  await store.close();
  const none = await openReadModelStore({ url, schema, backoff, views: { ...views, tables: {} } });
  await none.install([people, secret], "live");
  await expect(ask(`SELECT * FROM ${views.schema}.people`)).rejects.toMatchObject({
    code: "42P01",
  });
  await none.close();
});

test("who may not make roles needs the group to be there", async () => {
  const { url, newSchema } = running();
  const schema = newSchema();
  const names = { schema: `${schema}_views`, role: `${schema}_analyst` };
  const user = `${schema}_desk`;
  const as = new URL(url);
  [as.username, as.password] = [user, "desk"];
  await administer(
    `CREATE ROLE ${user} LOGIN PASSWORD 'desk'`,
    `GRANT CREATE ON DATABASE ${as.pathname.slice(1)} TO ${user}`,
  );
  const opening = () =>
    openReadModelStore({ url: as.href, schema, backoff, views: { ...names, tables: {} } });
  await expect(opening()).rejects.toMatchObject({ code: "STORE_ACCESS_DENIED", state: "42501" });
  await administer(`CREATE ROLE ${names.role} NOLOGIN`);
  const store = await opening();
  await store.install([people], "live");
  await store.close();
});

test("a name that would need quotes is refused", async () => {
  const { url } = running();
  for (const schema of ["", "Docket", 'a"b', "1a", "x; DROP SCHEMA y"]) {
    await expect(openReadModelStore({ url, schema, backoff })).rejects.toThrow(RangeError);
  }
});
