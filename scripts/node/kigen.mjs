// Client certificates in any state, and servers whose clock a test moves, for node:test (or any other):
// by the kigen command, which KIGEN names, or which is in the path.
//
//   const expired = files(t, "expired");
//   https.get(url, { ...expired.client(), rejectUnauthorized: false });
//
//   const world = await serve(t);
//   await world.clock.set("受付01.not_after + 1s");
//   https.get(world.url("claims"), world.client("受付01-1"));
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds that the command has for its start and for its end. */
const PATIENCE = 30_000;

const command = () => process.env.KIGEN ?? "kigen";

/** Options as the command takes them: `{ resumption: true, at: ["a=…", "b=…"] }`. */
const argumentsOf = (options) =>
  Object.entries(options).flatMap(([name, value]) =>
    [value].flat().map((one) => (one === true ? `--${name}` : `--${name}=${one}`)),
  );

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
  const further = argumentsOf(others);
  const made = ["--out", folder, "--at", NOW, "--pin", pin, ...(state ? [`--state=${state}`] : []), ...further];
  const said = execFileSync(command(), ["--lang", "en", "make", ...made], { encoding: "utf8" });
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

/**
 * Serves a world until the test `t` is over: TLS servers that ask for a client certificate, and one clock,
 * which stands until it is moved. Options are those of `kigen serve`: `{ start: "2026-03-05T10:00+09:00",
 * manner: "nginx" }`; `scenario` is a file that is played first.
 */
export async function serve(t, { scenario, ...options } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "kigen-"));
  const readyFile = join(folder, "ready.json");
  const out = ["--until-eof", `--ready-file=${readyFile}`, `--out=${folder}`];
  const last = scenario ? [scenario] : [];
  const child = spawn(command(), ["--lang", "en", "serve", ...out, ...argumentsOf(options), ...last]);
  let said = "";
  let failure;
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  child.on("error", (error) => (failure = error));
  const ended = once(child, "close").catch(() => {});
  const stop = async () => {
    child.stdin.end();
    await Promise.race([ended, pause(PATIENCE, undefined, { ref: false })]);
    child.kill("SIGKILL"); // does nothing to what has ended
    rmSync(folder, { recursive: true });
  };
  const deadline = Date.now() + PATIENCE;
  while (!existsSync(readyFile)) {
    if (failure || child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(failure?.message ?? said.trim());
    }
    await pause(5);
  }
  const ready = JSON.parse(readFileSync(readyFile, "utf8"));

  const request = (path, body) =>
    fetch(ready.admin + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${ready.token}` },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  const ask = async (path, body) => {
    const answer = await (await request(path, body)).json();
    if (answer.answer === "problem") throw new Error(answer.en);
    return answer;
  };
  const moment = async (path, body) => new Date((await ask(path, body)).now);
  const session = async () => (await request("/session.toml")).text();
  t.after(async () => {
    // What was done, as a scenario that `kigen run` plays again; whether a test failed, Node says from 21 on.
    if (t.passed === false) t.diagnostic(await session());
    await stop();
  });

  return {
    folder,
    /** Where the authority publishes its certificates and lists. */
    site: ready.site,
    clock: {
      /** What time it is in the world. */
      now: () => moment("/clock"),
      /** Moves it on: `"90d"`. All that falls due happens; connections from before end. */
      advance: (by) => moment("/clock/advance", { by }),
      /** Moves it on to a moment: a time, or one of the world's own such as `"受付01.not_after + 1s"`. */
      set: (to) => moment("/clock/set", { to: to instanceof Date ? to.toISOString() : to }),
    },
    /** Where clients connect: `eligibility`, `claims`, or `claims@NAME` with a time of its own (`at`). */
    url(endpoint = "claims") {
      const found = ready.endpoints.find(({ name }) => name === endpoint);
      const names = ready.endpoints.map(({ name }) => name).join(", ");
      if (!found) throw new Error(`there is no endpoint ${endpoint}; there is ${names}`);
      return found.url;
    },
    /** The names of the certificates that were issued so far: `受付01-1`. */
    clients: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".key.pem"))
        .map((name) => name.slice(0, -".key.pem".length))
        .sort(),
    /** Options with which a client shows a certificate and trusts the servers. */
    client: (name) => ({
      ca: readFileSync(join(folder, "server-root.pem")),
      cert: readFileSync(join(folder, `${name}.pem`)),
      key: readFileSync(join(folder, `${name}.key.pem`)),
    }),
    /** Does what a step of a scenario does: `act({ do: { renew: { pc: "受付01" } } })`. */
    act: (step) => ask("/act", step),
    /** What happened and who connected. */
    events: (after = 0) => ask(`/events?after=${after}`),
    session,
  };
}
