// Servers whose clock the test moves.
import assert from "node:assert/strict";
import https from "node:https";
import { test } from "node:test";
import { serve } from "../kigen.mjs";

/** The status of an answer, or the code of the refusal. */
const ask = (url, options) =>
  new Promise((resolve) => {
    const asked = https.get(url, { ...options, agent: false }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode));
    });
    asked.on("error", (error) => resolve(error.code));
  });

test("a certificate is good until its last second", async (t) => {
  const world = await serve(t);
  const client = world.client("受付01-1");
  await world.clock.set("受付01.not_after");
  assert.equal(await ask(world.url("claims"), client), 200);
  await world.clock.advance("1s");
  assert.equal(await ask(world.url("claims"), client), "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED");
});

test("a renewal is a second certificate", async (t) => {
  const world = await serve(t, { start: "2026-03-05T10:00:00+09:00", at: ["later=受付01.not_after + 1s"] });
  assert.equal((await world.clock.now()).toISOString(), "2026-03-05T01:00:00.000Z");
  await world.clock.set("受付01.not_after - 30d");
  const renewed = await world.act({ do: { renew: { pc: "受付01" } } });
  assert.equal(renewed.step.outcome, "ok");
  assert.deepEqual(world.clients(), ["受付01-1", "受付01-2"]);
  assert.equal(await ask(world.url("claims"), world.client("受付01-2")), 200);
  assert.match(await world.session(), /do\.renew/);
  assert.notEqual(await ask(world.url("claims@later"), world.client("受付01-1")), 200);
});

test("what is mistyped is told", async (t) => {
  await assert.rejects(serve(t, { manner: "ngnix" }), /ngnix/);
  const world = await serve(t);
  assert.throws(() => world.url("claim"), /eligibility, claims/);
  await assert.rejects(world.clock.set("受付09.letter"), /受付09/);
});
