import assert from "node:assert/strict";
import { test } from "node:test";
import { findCommand, nameToAskFor, type Surroundings } from "../src/command";

const nothing: Surroundings = {
  configured: [],
  folder: "/src/orders",
  platform: "linux",
  searchPath: "/usr/bin:/home/me/bin",
  exists: () => false,
};

test("what is configured wins", () => {
  assert.deepEqual(findCommand({ ...nothing, configured: ["python", "-m", "pplint"] }), ["python", "-m", "pplint"]);
});

test("then the environment of the workspace", () => {
  const file = "/src/orders/.venv/bin/pplint";
  assert.deepEqual(findCommand({ ...nothing, exists: (path) => path === file || path === "/usr/bin/pplint" }), [file]);
});

test("then the search path, but not a relative entry of it", () => {
  const around = { ...nothing, searchPath: ".:/usr/bin", exists: () => true, folder: undefined };
  assert.deepEqual(findCommand(around), ["/usr/bin/pplint"]);
});

test("on Windows", () => {
  const file = "C:\\src\\orders\\.venv\\Scripts\\pplint.exe";
  const around: Surroundings = { ...nothing, platform: "win32", folder: "C:\\src\\orders", exists: (path) => path === file };
  assert.deepEqual(findCommand(around), [file]);
});

test("else uvx", () => {
  assert.deepEqual(findCommand(nothing), ["uvx", "--from", "power-platform-lint[lsp]", "pplint"]);
});

test("a name is no option", () => {
  assert.equal(nameToAskFor("", '"cto_Host"'), "cto_Host");
  assert.equal(nameToAskFor("--help", "x"), undefined);
  assert.equal(nameToAskFor(" ", " "), undefined);
});
