// Reads PKCS#12 files and certificates with Node.js, for kigen check.

const { readFileSync } = require("node:fs");
const { createHash, X509Certificate } = require("node:crypto");
const { createInterface } = require("node:readline");
const tls = require("node:tls");

const sha256 = (der) => createHash("sha256").update(der).digest("hex");

const ops = {
  hello: () => ({
    name: "Node.js",
    version: process.versions.node,
    language: "JavaScript",
    ops: ["open"],
    features: ["der"],
  }),
  open: ({ file, format, password }) => {
    const bytes = readFileSync(file);
    if (format === "der") {
      const found = new X509Certificate(bytes);
      return { outcome: "ok", certificates: [{ sha256: sha256(found.raw) }] };
    }
    // It has to find a key with its certificate; it does not say what else is there.
    const { context } = tls.createSecureContext({ pfx: bytes, passphrase: password });
    const own = context.getCertificate();
    return { outcome: "ok", ...(own ? { certificates: [{ sha256: sha256(own), key: true }] } : {}) };
  },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const { seq, op, ...request } = JSON.parse(line);
  let answer;
  try {
    answer = ops[op](request);
  } catch (error) {
    answer = { outcome: "other", native: `${error.code ?? error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify({ seq, ...answer })}\n`);
});
