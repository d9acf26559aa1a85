// The schemas are pplint's own; they have one home in the repository.
import { copyFileSync, mkdirSync } from "node:fs";

mkdirSync("schemas", { recursive: true });
for (const name of ["deployment-settings.schema.json", "pplint.schema.json"]) {
  copyFileSync(`../../pplint/data/${name}`, `schemas/${name}`);
}
copyFileSync("../../LICENSE", "LICENSE");
