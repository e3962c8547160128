import assert from "node:assert/strict";
import { subject, type Subject } from "./brands.ts";
import type { Check } from "./contract.ts";
import type { KeptSubject, KeyStore } from "./key-store.ts";

const [anna, annaToo, ben, visitor] = [
  subject("customer", "anna"),
  subject("customer", "anna-2"),
  subject("customer", "ben"),
  subject("ticket", "t1"),
];

async function keyOf(keys: KeyStore, whose: Subject): Promise<Uint8Array> {
  const key = await keys.obtain(whose);
  assert(key !== "erased", `${whose} is erased`);
  return key;
}
const hex = (key: Uint8Array | "erased" | null | undefined) =>
  key instanceof Uint8Array ? Buffer.from(key).toString("hex") : key;

/** What every key store keeps. */
export const keyStoreContract: readonly Check<KeyStore>[] = [
  {
    name: "a subject has one key of 32 bytes, its own, for ever",
    check: async (open) => {
      const keys = await open();
      const first = hex(await keyOf(keys, anna));
      assert.equal(first?.length, 64);
      assert.notEqual(hex(await keyOf(keys, ben)), first);
      assert.equal(hex(await keyOf(keys, anna)), first);
      await keys.close();
      const reopened = await open();
      assert.equal(hex(await keyOf(reopened, anna)), first);
      assert.equal(hex((await reopened.read([anna])).get(anna)), first);
    },
  },
  {
    name: "many who obtain a new key at once get the same one",
    check: async (open) => {
      const keys = await open();
      const whose = Array.from({ length: 40 }, (_, index) => subject("customer", `c${index % 10}`));
      const obtained = await Promise.all(whose.map((one) => keyOf(keys, one)));
      const stored = await keys.read(whose);
      assert.equal(stored.size, 10);
      assert.equal(new Set(obtained.map(hex)).size, 10);
      for (const [index, one] of whose.entries()) {
        assert.equal(hex(obtained[index]), hex(stored.get(one)));
      }
    },
  },
  {
    name: "reading makes no key",
    check: async (open) => {
      const keys = await open();
      const key = hex(await keyOf(keys, anna));
      const read = await keys.read([ben, anna, anna]);
      assert.deepEqual(
        [...read].map(([whose, found]) => [whose, hex(found)]),
        [[anna, key]],
      );
      assert.equal((await keys.read([ben])).size, 0);
      assert.equal((await keys.read([])).size, 0);
    },
  },
  {
    name: "an erased subject has no key ever again; others keep theirs",
    check: async (open) => {
      const keys = await open();
      await keyOf(keys, anna);
      const key = hex(await keyOf(keys, ben));
      assert.deepEqual(await keys.erase(anna), [anna]);
      assert.deepEqual(await keys.erase(anna), [anna]);
      await keys.close();
      const reopened = await open();
      assert.equal(await reopened.obtain(anna), "erased");
      assert.deepEqual([...(await reopened.read([anna, ben])).keys()], [ben]);
      assert.equal(hex(await keyOf(reopened, ben)), key);
      assert.deepEqual(await reopened.erased(), [anna]);
    },
  },
  {
    name: "erasing a subject that never had a key keeps it from getting one",
    check: async (open) => {
      const keys = await open();
      assert.deepEqual(await keys.erased(), []);
      assert.deepEqual(await keys.erase(anna), [anna]);
      assert.equal(await keys.obtain(anna), "erased");
      assert.deepEqual(await keys.erased(), [anna]);
    },
  },
  {
    name: "linked subjects keep their own keys and are erased together, however they are linked",
    check: async (open) => {
      const keys = await open();
      const own = [hex(await keyOf(keys, visitor)), hex(await keyOf(keys, anna))];
      await keys.link(visitor, anna);
      await keys.link(annaToo, ben);
      await keys.link(anna, annaToo);
      await keys.link(ben, visitor);
      await keys.link(anna, anna);
      const all = [anna, annaToo, ben, visitor].toSorted();
      for (const one of all) assert.deepEqual([...(await keys.linked(one))].toSorted(), all);
      assert.deepEqual([hex(await keyOf(keys, visitor)), hex(await keyOf(keys, anna))], own);
      await keys.close();
      const reopened = await open();
      assert.deepEqual([...(await reopened.linked(ben))].toSorted(), all);
      assert.deepEqual([...(await reopened.erase(annaToo))].toSorted(), all);
      for (const one of all) assert.equal(await reopened.obtain(one), "erased");
      assert.deepEqual([...(await reopened.linked(visitor))].toSorted(), all);
      assert.equal((await reopened.read(all)).size, 0);
      assert.deepEqual([...(await reopened.erased())].toSorted(), all);
    },
  },
  {
    name: "a subject that nobody linked stands alone, known or not",
    check: async (open) => {
      const keys = await open();
      assert.deepEqual(await keys.linked(anna), [anna]);
      await keyOf(keys, anna);
      assert.deepEqual(await keys.linked(anna), [anna]);
      assert.deepEqual(await keys.erased(), []);
    },
  },
  {
    name: "linking to an erased subject erases the other and all that is linked to it",
    check: async (open) => {
      const keys = await open();
      for (const one of [anna, annaToo, ben, visitor]) await keyOf(keys, one);
      await keys.link(annaToo, visitor);
      await keys.erase(anna);
      await keys.link(annaToo, anna);
      assert.equal(await keys.obtain(visitor), "erased");
      assert.equal(await keys.obtain(annaToo), "erased");
      await keys.link(anna, ben);
      assert.equal(await keys.obtain(ben), "erased");
      assert.equal((await keys.erased()).length, 4);
    },
  },
  {
    name: "an erasure while a key is being obtained leaves no key",
    check: async (open) => {
      const keys = await open();
      const obtaining = [anna, ben].map(async (one) => keys.obtain(one));
      await keys.erase(anna);
      await Promise.all(obtaining);
      assert.equal(await keys.obtain(anna), "erased");
      assert.deepEqual([...(await keys.read([anna, ben])).keys()], [ben]);
    },
  },
  {
    name: "what is kept can be taken over by another store: keys, persons and erasures",
    check: async (open) => {
      const keys = await open();
      const own = await keyOf(keys, anna);
      await keyOf(keys, visitor);
      await keys.link(annaToo, anna);
      await keys.erase(ben);
      const kept: KeptSubject[] = [];
      for (let page = await keys.kept(null, 2); page.length > 0;) {
        assert.ok(page.length <= 2);
        kept.push(...page);
        page = await keys.kept(page.at(-1)?.subject ?? null, 2);
      }
      const found = new Map(kept.map((one) => [one.subject, one]));
      assert.deepEqual([...found.keys()], [anna, annaToo, ben, visitor].toSorted());
      assert.equal(hex(found.get(anna)?.key), hex(own));
      assert.equal(found.get(annaToo)?.key, null);
      assert.equal(found.get(annaToo)?.person, found.get(anna)?.person);
      assert.notEqual(found.get(visitor)?.person, found.get(anna)?.person);
      assert.equal(found.get(ben)?.key, "erased");
    },
  },
  {
    name: "a key that is taken over is the subject's for good; one that is there already, or was erased, stays",
    check: async (open) => {
      const keys = await open();
      const given = new Uint8Array(32).fill(7);
      const own = hex(await keyOf(keys, ben));
      await keys.erase(visitor);
      const all = new Map([anna, ben, visitor].map((one) => [one, given]));
      assert.deepEqual(await keys.adopt(all), [ben]);
      assert.deepEqual(await keys.adopt(new Map([[anna, given]])), []);
      await keys.close();
      const reopened = await open();
      assert.equal(hex(await reopened.obtain(anna)), hex(given));
      assert.equal(hex(await reopened.obtain(ben)), own);
      assert.equal(await reopened.obtain(visitor), "erased");
    },
  },
];
