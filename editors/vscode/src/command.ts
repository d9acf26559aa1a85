// Which command starts pplint. Nothing here knows the editor, so that it can be tested.

import * as path from "node:path";

export interface Surroundings {
  /** The setting `pplint.command`; empty where it is not set. */
  readonly configured: readonly string[];
  /** The folder that is open; undefined where none is, or it is not trusted. */
  readonly folder: string | undefined;
  readonly platform: NodeJS.Platform;
  readonly searchPath: string;
  readonly exists: (file: string) => boolean;
}

/** The words of the command: the configured one, that of the workspace, the one on the search path, else `uvx`. */
export function findCommand(around: Surroundings): string[] {
  if (around.configured.length > 0) {
    return [...around.configured];
  }
  const windows = around.platform === "win32";
  const join = windows ? path.win32.join : path.posix.join;
  const name = windows ? "pplint.exe" : "pplint";
  if (around.folder !== undefined) {
    for (const environment of [".venv", "venv"]) {
      const file = join(around.folder, environment, windows ? "Scripts" : "bin", name);
      if (around.exists(file)) {
        return [file];
      }
    }
  }
  for (const folder of around.searchPath.split(windows ? ";" : ":")) {
    // A relative entry would mean the workspace, which must not bring the program.
    const isAbsolute = windows ? path.win32.isAbsolute(folder) : path.posix.isAbsolute(folder);
    if (isAbsolute && around.exists(join(folder, name))) {
      return [join(folder, name)];
    }
  }
  return ["uvx", "--from", "power-platform-lint[lsp]", "pplint"];
}

/** A NAME for `pplint where`: the selection, else the word; never something that reads as an option. */
export function nameToAskFor(selected: string, word: string): string | undefined {
  const name = (selected.trim() || word.trim()).replace(/^["']|["']$/g, "");
  return name === "" || name.startsWith("-") || name.includes("\n") ? undefined : name;
}
