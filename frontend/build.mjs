// Bundles the page into the one module that the integration serves.
import { build } from "esbuild";
import { statSync } from "node:fs";

const outfile = process.argv[2] ?? "../custom_components/openwebnet/panel/openwebnet-panel.js";
const LARGEST = 120_000;

await build({
  entryPoints: ["src/panel.ts"],
  outfile,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "eof",
});
const size = statSync(outfile).size;
console.log(`${size} bytes`);
if (size > LARGEST) {
  console.error(`the bundle has more than ${LARGEST} bytes`);
  process.exit(1);
}
