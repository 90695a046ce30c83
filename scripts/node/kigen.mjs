// Client certificates in any state, for tests with node:test (or any other): made by the kigen command,
// which KIGEN names, or which is in the path.
//
//   const expired = files(t, "expired");
//   https.get(url, { ...expired.client(), rejectUnauthorized: false });
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The moment for which all files of a run are made, so that all trust one root. */
const NOW = new Date().toISOString().replace(/\.\d+Z$/, "Z");

/**
 * Makes files in a folder of their own, which is deleted after the test `t`. Options are those of
 * `kigen make`: `{ "expires-in": "-1s", key: "rsa-2048" }`.
 */
export function files(t, state, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), "kigen-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { pin = "0427", ...others } = { key: "p-256", name: "client", ...options };
  const further = Object.entries(others).map(([name, value]) => `--${name}=${value}`);
  const made = ["--out", folder, "--at", NOW, "--pin", pin, ...(state ? [`--state=${state}`] : []), ...further];
  const said = execFileSync(process.env.KIGEN ?? "kigen", ["--lang", "en", "make", ...made], { encoding: "utf8" });
  t.diagnostic(said);
  const name = others.name;
  const path = (ending) => join(folder, name + ending);
  const root = join(folder, "root.pem");
  return {
    p12: path(".p12"),
    cert: path(".pem"),
    key: path(".key.pem"),
    root,
    crl: join(folder, "crl.pem"),
    pin,
    /** State, outcome (the reason code with which it should be refused), rule, certificate, stages. */
    manifest: JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")).specimens[0],
    /** Options with which a client shows this certificate. */
    client: () => ({ cert: readFileSync(path(".pem")), key: readFileSync(path(".key.pem")) }),
    /** Options with which a server wants client certificates under the root. It has this one itself, which
     * names no host: for clients that do not look. */
    server: () => ({
      cert: readFileSync(path(".pem")),
      key: readFileSync(path(".key.pem")),
      ca: readFileSync(root),
      requestCert: true,
      rejectUnauthorized: true,
    }),
  };
}
