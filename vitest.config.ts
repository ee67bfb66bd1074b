import { defineConfig } from "vitest/config";

export default defineConfig({
  // One copy of graphql for everybody: its ESM and CJS builds refuse each other's schemas.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: "tests/support/global-setup.ts",
    // The first import of the product too: type-graphql wants it before any decorator runs.
    setupFiles: "reflect-metadata",
    // A process of its own for every file costs four seconds each, a third of a run. Files share what modules keep, so a test leaves nothing behind.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
