// An expired client certificate before a server of Node's own, as a test of yours would be.
import assert from "node:assert/strict";
import { once } from "node:events";
import https from "node:https";
import test from "node:test";
import { files } from "../kigen.mjs";

test("an expired certificate is refused", async (t) => {
  const [valid, expired] = [files(t, "valid"), files(t, "expired")];
  // Left to itself, Node closes the connection without a word.
  const server = https.createServer({ ...valid.server(), rejectUnauthorized: false }, ({ socket }, response) =>
    response.writeHead(socket.authorized ? 200 : 403, { reason: String(socket.authorizationError) }).end(),
  );
  await once(server.listen(0), "listening");
  t.after(() => server.close());
  const visit = async (client) => {
    const options = { port: server.address().port, rejectUnauthorized: false, agent: false, ...client.client() };
    const [response] = await once(https.get(options), "response");
    return [response.resume().statusCode, response.headers.reason];
  };
  assert.equal((await visit(valid))[0], 200);
  assert.deepEqual(await visit(expired), [403, "CERT_HAS_EXPIRED"]);
});
