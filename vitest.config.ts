import { defineConfig } from "vitest/config";

export default defineConfig({
  // One copy of graphql for everybody: its ESM and CJS builds refuse each other's schemas.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: "tests/support/global-setup.ts",
    // The first import of the product too: type-graphql wants it before any decorator runs.
    setupFiles: "reflect-metadata",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
