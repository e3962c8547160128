import { defineConfig } from "vitest/config";

/** The suffix tells a test's cost: pure, on files and sockets, on the whole program. */
const project = (name: string, seconds: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`{schemas,packages,services,testing,bench,docs,tools}/**/*.${name}.test.ts`],
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [project("unit", 30), project("int", 60), project("e2e", 120)],
  },
});
