// Looks at every page in the folder and prints what is wrong with it, a line each; then how many
// pages it has looked at.
const fs = require("fs");
const http = require("http");
const path = require("path");
const { pathToFileURL } = require("url");
const { chromium } = require("playwright-core");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
// Jenkins shows what it has archived under this policy: neither styles nor scripts.
const JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'";
const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];
const LOAD_MILLISECONDS_MAX = 1000;

const openAll = () => document.querySelectorAll("details").forEach((one) => (one.open = true));
const text = () => document.body.innerText.replace(/\s+/g, " ").trim();
const shapes = () =>
  [...document.querySelectorAll("svg.timeline *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 || box.height > 0;
  }).length;

async function look(browser, file, say) {
  const url = pathToFileURL(path.resolve(file)).href;
  const open = async (options) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.on("console", (message) => say(`console: ${message.text()}`));
    page.on("pageerror", (error) => say(`script: ${error.message}`));
    page.on("request", (request) => request.url().split("#")[0] === url || say(`request: ${request.url()}`));
    await page.goto(url);
    return page;
  };

  // Loading: up to three tries, on a machine that does other things too.
  let page;
  let best = Infinity;
  for (let times = 0; times < 3 && best > LOAD_MILLISECONDS_MAX; times++) {
    page = await open();
    const loaded = () => performance.getEntriesByType("navigation")[0].loadEventEnd;
    best = Math.min(best, await page.evaluate(loaded));
  }
  if (best > LOAD_MILLISECONDS_MAX) say(`takes ${Math.round(best)} ms to load`);
  console.error(`${file}: ${Math.round(best)} ms to load`);

  await interact(page, say);

  // On paper, what is closed is there too.
  await page.emulateMedia({ media: "print" });
  const hidden = () => [...document.querySelectorAll("table.events")].filter((one) => !one.getBoundingClientRect().height).length;
  const unprinted = await page.evaluate(hidden);
  if (unprinted) say(`${unprinted} tables of events are not printed`);
  await page.emulateMedia({ media: "screen" });

  await page.evaluate(openAll);
  const [whole, drawn] = [await page.evaluate(text), await page.evaluate(shapes)];
  await accessible(page, file, say);

  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) say(`${wide} pixels wide in a window of ${width}`);
  }

  // All of the catalogue would take minutes, and is made of the same parts.
  for (const colorScheme of file.startsWith("few") ? SCHEMES : []) {
    const page = await open({ colorScheme });
    await page.evaluate(openAll);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, help, nodes } of violations)
      say(`${colorScheme}: ${id}: ${help}: ${nodes.length} times, first ${nodes[0].html.slice(0, 200)}`);
    await page.context().close();
  }

  const server = http.createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("content-security-policy", JENKINS);
    response.end(fs.readFileSync(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const strict = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await strict.goto(`http://127.0.0.1:${server.address().port}/`);
  await strict.evaluate(openAll);
  if ((await strict.evaluate(text)) !== whole) say("another text under the policy of Jenkins");
  const strictly = await strict.evaluate(shapes);
  if (strictly !== drawn) say(`${strictly} shapes under the policy of Jenkins, ${drawn} otherwise`);
  server.close();
}

// The filter, the buttons, and a link to what is closed.
async function interact(page, say) {
  const visible = () => [...document.querySelectorAll("details.scenario")].filter((one) => !one.hidden).length;
  const opened = () => document.querySelectorAll("details.scenario[open]").length;
  const all = await page.evaluate(visible);
  const last = await page.evaluate(() => [...document.querySelectorAll("tbody th a")].pop().textContent);
  await page.getByRole("link", { name: last, exact: true }).click();
  const isOpen = (name) => document.getElementById(name).closest("details").open;
  if (!(await page.evaluate(isOpen, last))) say(`the link to ${last} does not open it`);
  await page.getByRole("searchbox").fill(last.toUpperCase());
  const some = await page.evaluate(visible);
  if (some < 1 || (all > 1 && some >= all)) say(`the filter leaves ${some} of ${all}`);
  await page.getByRole("searchbox").fill("");
  const [failed, open, close] = await page.getByRole("button").all();
  await failed.click();
  const failing = await page.evaluate(() => document.querySelectorAll("details.scenario.failed").length);
  if ((await page.evaluate(visible)) !== failing) say("what passed is there among what failed");
  await failed.click();
  await open.click();
  if ((await page.evaluate(opened)) !== all) say("not all is open");
  await close.click();
  if ((await page.evaluate(opened)) !== 0) say("not all is closed");
}

// What a screen reader is told.
async function accessible(page, file, say) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const heard = nodes.filter((node) => !node.ignored);
  const texts = heard.filter((node) => node.role?.value === "StaticText").map((node) => node.name.value);
  const said = texts.join("\n");
  for (const [clock, sentence] of JSON.parse(fs.readFileSync(file.replace(".html", ".events.json"), "utf8")))
    if (!said.includes(sentence) || !texts.includes(clock)) say(`not heard: ${clock} ${sentence}`);
  const pictures = heard.filter((node) => ["image", "img"].includes(node.role?.value) && node.name?.value);
  const drawn = await page.evaluate(() => document.querySelectorAll("svg.timeline").length);
  if (pictures.length !== drawn) say(`${pictures.length} pictures with a name, ${drawn} drawn`);
}

(async () => {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const files = fs.readdirSync(".").filter((name) => name.endsWith(".html"));
  for (const file of files) {
    const found = new Set();
    await look(browser, file, (line) => found.add(line));
    for (const line of found) console.log(`${file}: ${line}`);
  }
  await browser.close();
  console.log(`looked at ${files.length} pages`);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
