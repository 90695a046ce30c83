// Prints the certificates that a TLS server gets from a client with a PKCS#12 file, in PEM.
// node node.js FILE PIN
const fs = require("node:fs");
const tls = require("node:tls");

const [file, passphrase] = process.argv.slice(2);
const pfx = fs.readFileSync(file);
const identity = { pfx, passphrase, rejectUnauthorized: false };

const server = tls.createServer({ ...identity, requestCert: true }, (socket) => {
  let certificate = socket.getPeerCertificate(true);
  for (;;) {
    const lines = certificate.raw.toString("base64").match(/.{1,64}/g).join("\n");
    console.log(`-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----`);
    const issuer = certificate.issuerCertificate;
    if (!issuer || issuer.fingerprint256 === certificate.fingerprint256) break;
    certificate = issuer;
  }
  process.exit(0);
});
server.on("tlsClientError", (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen(0, "127.0.0.1", () => {
  tls.connect({ ...identity, host: "127.0.0.1", port: server.address().port });
});
