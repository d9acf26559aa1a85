// A thin client: pplint does the work, in the words of its command line. Nothing is measured or sent anywhere.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { findCommand, nameToAskFor } from "./command";

let client: LanguageClient | undefined;
let status: vscode.StatusBarItem;
let output: vscode.OutputChannel;

function folder(): string | undefined {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}

function command(): string[] {
  const setting = vscode.workspace.getConfiguration("pplint").inspect<string[]>("command");
  const trusted = vscode.workspace.isTrusted;
  const configured = (trusted ? (setting?.workspaceValue ?? setting?.globalValue) : setting?.globalValue) ?? [];
  return findCommand({
    configured,
    folder: trusted ? folder() : undefined,
    platform: process.platform,
    searchPath: process.env.PATH ?? "",
    exists: existsSync,
  });
}

async function start(): Promise<void> {
  const [program, ...words] = command();
  if (program === undefined) {
    return;
  }
  client = new LanguageClient(
    "pplint",
    "pplint",
    { command: program, args: [...words, "server"], transport: TransportKind.stdio },
    {
      documentSelector: [
        { scheme: "file", language: "json" },
        { scheme: "file", pattern: "**/pplint.toml" },
        { scheme: "file", pattern: "**/*.xml" },
      ],
      // What a checkout or another tool changes on disk counts as well.
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{json,xml,toml,yml,yaml}") },
      outputChannel: output,
    },
  );
  status.text = "$(loading~spin) pplint";
  status.show();
  try {
    await client.start();
    status.text = "$(check) pplint";
    status.tooltip = [program, ...words].join(" ");
  } catch (error) {
    status.text = "$(error) pplint";
    status.tooltip = String(error);
    void vscode.window.showErrorMessage(
      "pplint did not start. Install it with: pip install 'power-platform-lint[lsp]', or set pplint.command.",
    );
  }
}

/** Run a command of pplint in the open folder, and show what it prints. */
function show(title: string, words: string[], language = "plaintext"): Promise<void> {
  const [program, ...first] = command();
  const where = folder();
  if (program === undefined || where === undefined) {
    void vscode.window.showInformationMessage("Open a folder first.");
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const environment = { ...process.env, NO_COLOR: "1", COLUMNS: "120" };
    execFile(program, [...first, ...words], { cwd: where, env: environment, maxBuffer: 20_000_000 }, (_, out, err) => {
      void vscode.workspace
        .openTextDocument({ content: out || err || `${title}: nothing to say`, language })
        .then((document) => vscode.window.showTextDocument(document, { preview: true }))
        .then(() => resolve());
    });
  });
}

async function where(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const range = editor?.document.getWordRangeAtPosition(editor.selection.active, /[\w.@/-]+/);
  const found = editor === undefined ? "" : editor.document.getText(editor.selection);
  const word = editor === undefined || range === undefined ? "" : editor.document.getText(range);
  const name = await vscode.window.showInputBox({
    title: "Where is this used?",
    prompt: "A variable, reference, connector, table, column, flow, host or site",
    value: nameToAskFor(found, word) ?? "",
  });
  const asked = nameToAskFor(name ?? "", "");
  if (asked !== undefined) {
    await show("where", ["where", "--", asked]);
  }
}

async function diff(): Promise<void> {
  const revision = await vscode.window.showInputBox({ title: "What changed since a revision?", value: "main" });
  const asked = nameToAskFor(revision ?? "", "");
  if (asked !== undefined) {
    await show("diff", ["diff", "-f", "markdown", "--", asked], "markdown");
  }
}

async function audit(): Promise<void> {
  const target = await vscode.window.showSaveDialog({ filters: { HTML: ["html"] }, title: "Write the audit" });
  if (target !== undefined) {
    await show("audit", ["audit", ".", "-o", target.fsPath]);
    await vscode.env.openExternal(target);
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel("pplint");
  status = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left);
  status.command = "pplint.restart";
  const register = (name: string, action: () => Promise<void>) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, action));
  register("pplint.forecast", () => show("forecast", ["forecast"]));
  register("pplint.where", where);
  register("pplint.diff", diff);
  register("pplint.audit", audit);
  register("pplint.restart", async () => {
    await client?.stop();
    await start();
  });
  context.subscriptions.push(output, status);
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
