// npm scripts run on the Node that package-lock.json brings (the `node` devDependency), whatever the machine has.
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  console.error(
    `partner-graph needs Node 24; this is ${process.version}. Run "npm ci" first and start with "npm start": the project brings its own Node.`,
  );
  process.exit(1);
}
