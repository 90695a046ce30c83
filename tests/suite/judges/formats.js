// The key and the certificate of each folder, in PEM and DER: do they belong together?
const crypto = require("node:crypto");
const fs = require("node:fs");
const spki = { type: "spki", format: "der" };
for (const folder of process.argv.slice(2)) {
  const read = (name) => fs.readFileSync(`${folder}/${name}`);
  const keys = [
    crypto.createPrivateKey(read("key.pem")),
    crypto.createPrivateKey({ key: read("key.der"), format: "der", type: "pkcs8" }),
  ];
  const certificates = ["own.pem", "own.cer"].map((name) => new crypto.X509Certificate(read(name)));
  for (const key of keys) {
    for (const certificate of certificates) {
      const mine = crypto.createPublicKey(key).export(spki);
      if (!mine.equals(certificate.publicKey.export(spki))) throw new Error(folder);
    }
  }
  console.log("ok");
}
