// Reads PKCS#12 files with node-forge.
//
// forge.js FOLDER    answers quick.tsv there, a line each: file, keys, certificates; or file, `error`, why

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const forge = require("node-forge");

const { keyBag, pkcs8ShroudedKeyBag, certBag } = forge.pki.oids;
const [folder] = process.argv.slice(2);
for (const line of readFileSync(join(folder, "quick.tsv"), "utf8").trim().split("\n")) {
  const [file, password] = line.split("\t");
  try {
    const der = readFileSync(join(folder, file)).toString("binary");
    const found = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der), password);
    const bags = (bagType) => found.getBags({ bagType })[bagType] ?? [];
    // A bag that it cannot read has null in place of the key or the certificate.
    const keys = [...bags(keyBag), ...bags(pkcs8ShroudedKeyBag)].filter((bag) => bag.key);
    const certificates = bags(certBag).filter((bag) => bag.cert);
    console.log([file, keys.length, certificates.length].join("\t"));
  } catch (error) {
    console.log([file, "error", String(error.message).replace(/\s+/g, " ")].join("\t"));
  }
}
