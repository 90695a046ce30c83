// Reads PKCS#12 files as a TLS client would.
//
// node.js FOLDER    answers jobs.tsv there, a line each: file, keys, certificates; or file, `error`, why

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const tls = require("node:tls");

const [folder] = process.argv.slice(2);
for (const line of readFileSync(join(folder, "jobs.tsv"), "utf8").trim().split("\n")) {
  const [file, passphrase] = line.split("\t");
  try {
    // It has to find a key with its certificate; it does not say what else is there.
    const { context } = tls.createSecureContext({ pfx: readFileSync(join(folder, file)), passphrase });
    console.log([file, 1, context.getCertificate() ? "?" : 0].join("\t"));
  } catch (error) {
    console.log([file, "error", String(error.message).replace(/\s+/g, " ")].join("\t"));
  }
}
