// Asks each address for its page in both versions of TLS, and prints what comes of it.
// node node.js SERVER-ROOT CERTIFICATE KEY URL...
const fs = require("node:fs");
const https = require("node:https");

const [root, certificate, key, ...urls] = process.argv.slice(2);
const identity = {
  ca: fs.readFileSync(root),
  cert: fs.readFileSync(certificate),
  key: fs.readFileSync(key),
};

const ask = (url, version) =>
  new Promise((done) => {
    const options = { ...identity, minVersion: version, maxVersion: version, agent: false };
    const asked = https.get(url, options, (answer) => {
      answer.resume();
      done(answer.statusCode);
    });
    asked.on("error", (error) => done(error.code));
  });

(async () => {
  for (const url of urls)
    for (const version of ["TLSv1.3", "TLSv1.2"]) console.log(await ask(url, version));
})();
