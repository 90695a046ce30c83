// A person without eyes or hands: plays the first set-up on the pages of a server, imports the file
// that they download into a browser, and goes to a service with it. Prints what is wrong, a line each,
// and at last how many pages it looked at.
//
// Arguments: the site, a service, the certificate that vouches for the service. The browser's home is
// HOME, and its policy lets it send a certificate without asking.
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const [site, service, root] = process.argv.slice(2);
const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [360, 1280];
// The pages are made of the same parts in both languages, so each needs to be looked at in one scheme.
const SCHEMES = { ja: "light", en: "dark" };
const PICTURES = process.env.KIGEN_PICTURES;
const PIN = "0427";

const words = {
  ja: {
    portal: "ポータルサイト", apply: "発行を申請する", applied: "ポータルサイトで電子証明書の発行を申請しました",
    home: "時計と端末", wait: "通知書が届くまで", read: "通知書を読む", site: "ダウンロードサイト", download: "ダウンロードする",
    use: "この端末を操作する", import: "ダウンロードした証明書をインポートする", imported: "正しくインポートされました。",
    connect: "サービスに接続する", connected: "オンライン請求に接続しました", in: "接続できました", timeline: "年表", last: "有効期限の最後の1秒まで",
    expired: "期限切れの直後まで",
  },
};

let looked = 0;
const say = (line) => console.log(line);

// Looks at a page as it is: in both languages, narrow and wide.
async function look(page, name) {
  const address = new URL(page.url());
  for (const lang of ["ja", "en"]) {
    address.searchParams.set("lang", lang);
    const other = await page.context().newPage();
    other.on("console", (message) => say(`${name}.${lang}: console: ${message.text()}`));
    other.on("requestfailed", (request) => say(`${name}.${lang}: request: ${request.url()}`));
    await other.goto(address.href);
    for (const width of WIDTHS) {
      await other.setViewportSize({ width, height: 900 });
      const wide = await other.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) say(`${name}.${lang}: ${wide} pixels wide in a window of ${width}`);
      if (PICTURES) await other.screenshot({ path: path.join(PICTURES, `${name}.${lang}.${width}.png`), fullPage: true });
    }
    await other.emulateMedia({ colorScheme: SCHEMES[lang] });
    // Its script is no part of the page, whose policy would forbid it.
    const session = await other.context().newCDPSession(other);
    await session.send("Runtime.evaluate", { expression: AXE });
    const run = "axe.run(document, { resultTypes: ['violations'] }).then((all) => JSON.stringify(all.violations))";
    const { result } = await session.send("Runtime.evaluate", { expression: run, awaitPromise: true });
    for (const { id, help, nodes } of JSON.parse(result.value))
      say(`${name}.${lang}, ${SCHEMES[lang]}: ${id}: ${help}: first ${nodes[0].html.slice(0, 200)}`);
    await other.close();
    looked += 1;
  }
}

async function expect(page, text) {
  const shown = (await page.locator("body").innerText()).includes(text);
  if (!shown) say(`not "${text}" on ${page.url()}: ${(await page.locator("main").innerText()).slice(0, 600)}`);
}

(async () => {
  const own = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] };
  const person = await chromium.launch(own);
  const context = await person.newContext({ locale: "ja-JP", javaScriptEnabled: true, acceptDownloads: true });
  const page = await context.newPage();
  const word = words.ja;
  const press = (name) => page.getByRole("button", { name, exact: true }).first().click();
  const follow = (name) => page.getByRole("link", { name, exact: true }).first().click();

  await page.goto(site);
  await look(page, "home-at-first");
  await follow(word.portal);
  await press(word.apply);
  await expect(page, word.applied);
  await look(page, "portal");
  await follow(word.home);
  await press(word.wait);
  await follow(word.read);
  await look(page, "letter");
  const [id, password] = [await page.locator("#id").innerText(), await page.locator("#password").innerText()];
  await follow(word.site);
  await page.locator("#id").fill(id);
  await page.locator("#password").fill(password);
  await page.locator("#pin").fill(PIN);
  await look(page, "download");
  const waiting = page.waitForEvent("download");
  await press(word.download);
  const download = await waiting;
  const file = path.join(process.env.HOME, "mine.p12");
  await download.saveAs(file);
  if (download.suggestedFilename() !== "受付01-1.p12") say(`the file is called ${download.suggestedFilename()}`);
  await follow(word.home);
  await follow(word.use);
  await page.locator("#import-pin").fill(PIN);
  await press(word.import);
  await expect(page, word.imported);
  await press(word.connect);
  await expect(page, word.connected);
  await look(page, "pc");
  await follow(word.home);
  await look(page, "home");
  await follow(word.timeline);
  if (PICTURES) await page.screenshot({ path: path.join(PICTURES, "timeline.png"), fullPage: true });
  await expect(page, word.connected);
  await page.goto(site);

  // The browser with the certificate.
  const db = `sql:${process.env.HOME}/.pki/nssdb`;
  fs.mkdirSync(`${process.env.HOME}/.pki/nssdb`, { recursive: true });
  const run = (program, ...args) => execFileSync(program, ["-d", db, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  run("certutil", "-N", "--empty-password");
  run("certutil", "-A", "-t", "CT,C,", "-n", "kigen", "-i", root);
  run("pk12util", "-i", file, "-W", PIN, "-K", "");
  // Each visit in a browser of its own: none remembers the last.
  const visit = async (name) => {
    const browser = await chromium.launch(own);
    const page = await (await browser.newContext({ locale: "ja-JP" })).newPage();
    let said;
    try {
      await page.goto(service);
      said = await page.locator("body").innerText();
      if (name) await look(page, name);
    } catch (error) {
      said = error.message;
    }
    await browser.close();
    return said;
  };
  const first = await visit("service");
  if (!first.includes(word.in)) say(`the service does not let it in: ${first}`);
  await press(word.last);
  const last = await visit();
  if (!last.includes(word.in)) say(`not in the last second: ${last}`);
  await press(word.expired);
  await look(page, "home-after-expiry");
  const late = await visit();
  if (!late.includes("ERR_BAD_SSL_CLIENT_AUTH_CERT")) say(`after the last second: ${late}`);
  await person.close();
  say(`looked at ${looked} pages`);
})().catch((error) => {
  say(`it stopped: ${error.stack}`);
  process.exitCode = 1;
});
