// Reads PKCS#12 files and judges certificates with node-forge, for kigen check.

const { readFileSync } = require("node:fs");
const { homedir } = require("node:os");
const { join } = require("node:path");
const { createHash } = require("node:crypto");
const { createInterface } = require("node:readline");

// Where scripts/install-judges.sh puts it.
const judges = process.env.KIGEN_JUDGES ?? join(homedir(), ".local/share/kigen-judges");
const library = join(judges, "node_modules/node-forge");
const forge = require(library);

const { keyBag, pkcs8ShroudedKeyBag, certBag } = forge.pki.oids;
const { certificateToAsn1, certificateFromPem } = forge.pki;

const sha256 = (certificate) => {
  const der = forge.asn1.toDer(certificateToAsn1(certificate)).getBytes();
  return createHash("sha256").update(der, "binary").digest("hex");
};

const load = ({ file, password }) => {
  const der = readFileSync(file).toString("binary");
  const found = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der), password);
  const bags = (bagType) => found.getBags({ bagType })[bagType] ?? [];
  // A bag that it cannot read has null in place of the key or the certificate.
  const keys = [...bags(keyBag), ...bags(pkcs8ShroudedKeyBag)].filter((bag) => bag.key);
  return { keys, certificates: bags(certBag).flatMap((bag) => bag.cert ?? []) };
};

const ops = {
  hello: () => ({
    name: "node-forge",
    version: require(join(library, "package.json")).version,
    language: "JavaScript",
    ops: ["open", "verify"],
  }),
  open: (request) => {
    const { keys, certificates } = load(request);
    const seen = certificates.map((one) => ({ sha256: sha256(one) }));
    return { outcome: "ok", keys: keys.length, certificates: seen };
  },
  verify: (request) => {
    const { certificates } = load(request);
    if (certificates.length === 0) return { skip: "it reads RSA certificates alone" };
    const root = certificateFromPem(readFileSync(request.root, "utf8"));
    const store = forge.pki.createCaStore([root]);
    const validityCheckDate = new Date(request.now);
    forge.pki.verifyCertificateChain(store, certificates, { validityCheckDate });
    return { outcome: "ok" };
  },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const { seq, op, ...request } = JSON.parse(line);
  let answer;
  try {
    answer = ops[op](request);
  } catch (error) {
    answer = { outcome: "other", native: String(error.message) };
  }
  process.stdout.write(`${JSON.stringify({ seq, ...answer })}\n`);
});
