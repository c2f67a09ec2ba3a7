// Checks a schema (its path is the argument) with the tools of others, and prints what they find.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as typescript from "@graphql-codegen/typescript";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import eslintPlugin from "@graphql-eslint/eslint-plugin";
import { ESLint } from "eslint";
import { parse } from "graphql";
import ts from "typescript";

const [path] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const schema = parse(await readFile(path, "utf8"));

// Two rules contradict the contract that clients know, and are told so: only what can be fetched by
// itself (a Node) has an id; and lists hold more than edges: sections, errors, `nodes`.
const withoutId = schema.definitions
  .filter(({ kind }) => kind === "ObjectTypeDefinition")
  .filter(({ interfaces }) => !interfaces.some(({ name }) => name.value === "Node"))
  .map(({ name }) => name.value);
const configured = {
  "@graphql-eslint/strict-id-in-types": ["error", { exceptions: { types: withoutId } }],
  "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
};

async function lint() {
  const { configs, parser } = eslintPlugin;
  const chosen = ["flat/schema-recommended", "flat/schema-relay"].map((name) => configs[name]);
  const eslint = new ESLint({
    cwd: dirname(path),
    overrideConfigFile: true,
    overrideConfig: {
      files: ["**/*.graphql"],
      languageOptions: { parser, parserOptions: { graphQLConfig: { schema: path } } },
      plugins: { "@graphql-eslint": eslintPlugin },
      rules: Object.assign({}, ...chosen.map(({ rules }) => rules), configured),
    },
  });
  const results = await eslint.lintFiles([path]);
  return results.flatMap(({ messages }) => messages).map(
    ({ ruleId, line, message }) => `${line}: ${message} (${ruleId})`,
  );
}

const documents = parse(await readFile(join(here, "operations.graphql"), "utf8"));
const plugins = { typescript, typescriptOperations, typedDocumentNode };

function generate(...names) {
  return codegen({
    filename: "generated.ts",
    schema,
    documents: [{ location: "operations.graphql", document: documents }],
    plugins: names.map((name) => ({ [name]: {} })),
    pluginMap: plugins,
    config: {},
  });
}

function compile(source) {
  const name = join(here, "generated.ts");
  const options = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === name || fileExists.call(host, file);
  host.getSourceFile = (file, target) =>
    file === name
      ? ts.createSourceFile(file, source, target)
      : getSourceFile.call(host, file, target);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map(
    ({ messageText }) => `generated.ts: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
  );
}

const ofSchema = await generate("typescript");
const ofOperations = await generate("typescriptOperations", "typedDocumentNode");
const findings = [...(await lint()), ...compile(ofSchema), ...compile(ofOperations)];
if (!ofSchema.includes("export type Portfolio =")) findings.push("No types were generated.");
if (!ofOperations.includes("export const UploadDocument =")) findings.push("No documents were.");
for (const finding of findings) console.log(finding);
