import { dirname, join, normalize } from "node:path";
import ts from "typescript";

/** One import of a file of ours: where it leads from the root, and whether it is of types alone and vanishes at run time. */
export interface Import {
  target: string;
  isType: boolean;
}

/** Relative imports, re-exports and import() of one file; packages are left out. `file` is its path from the root. */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, isType: boolean) => {
    if (specifier && ts.isStringLiteral(specifier) && specifier.text.startsWith("."))
      found.push({ target: normalize(join(dirname(file), specifier.text)), isType });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isOfTypes(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function isOfTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const names = clause.namedBindings;
  return !clause.name && !!names && ts.isNamedImports(names) && names.elements.every((element) => element.isTypeOnly);
}

const ground = ["shared"];
const organizations = ["organizations", "graph", ...ground];
const middle = ["products", "platforms", "associations", "supply", "people", "clients", ...organizations];

/** Which part may import which; itself always. A folder of src that is not named here is refused, so that it gets its line. */
export const allowed: Record<string, readonly string[]> = {
  shared: [],
  graph: ground,
  organizations: ["graph", ...ground],
  clients: organizations,
  people: organizations,
  supply: organizations,
  associations: organizations,
  platforms: organizations,
  products: organizations,
  acquisition: middle,
  activation: middle,
  scenarios: middle,
  imports: middle,
  events: middle,
  access: middle,
  execution: ground,
  postgres: ground,
  telemetry: ground,
  door: ["access", "imports", "events", "execution", "telemetry", ...ground],
  client: [],
  explorer: ["client"],
};

// What the whole server is described by. As types they bind nobody; as values they would pull the server into a module.
const descriptions = ["src/context.ts", "src/database.ts", "src/config.ts"];
// Values of these may be used as well: a problem of the configuration is told apart by its class.
const exceptions = ["src/shared/cli.ts src/config.ts"];

/** The part that a file of src belongs to: a module, a folder, or "root" for the files right under src and the commands, which put the parts together. */
export function partOf(file: string): string | null {
  const [src, folder, module] = file.split("/");
  if (src !== "src") return null;
  if (folder === "modules") return module ?? null;
  return file.split("/").length === 2 || folder === "commands" ? "root" : folder!;
}

/** Every import of a file that goes the wrong way, as a sentence. */
export function wrongImports(file: string, text: string): string[] {
  const part = partOf(file);
  if (part === null || part === "root") return [];
  const may = allowed[part];
  if (!may) return [`${file}: ${part} has no line in the table of allowed imports`];
  return importsOf(file, text)
    .filter(({ target, isType }) => {
      const to = partOf(target);
      if (to === part || (to !== null && may.includes(to))) return false;
      const describes = isType && descriptions.includes(target) && part !== "client" && part !== "explorer";
      return !describes && !exceptions.includes(`${file} ${target}`);
    })
    .map(({ target }) => `${file} must not import ${target}`);
}
