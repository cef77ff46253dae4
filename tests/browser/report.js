// The HTML report in a real browser: does it open fast, read well for everybody, and run nothing of an article?
//
// ATODDS names the program, ONLY a regular expression for the names of the tests to run. CHROMIUM names the browser (default /usr/bin/chromium). `--screens` also rewrites screens/.
"use strict";
const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { chromium } = require("playwright-core");
const findings = require("./findings.js");

const root = path.resolve(__dirname, "../..");
const atodds = path.resolve(process.env.ATODDS || path.join(root, "target/release/atodds"));
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "atodds-browser-"));
// Playwright gives every browser a new, empty profile.
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const COUNT = 5000;
const WIDE = { width: 1280, height: 900 }, PHONE = { width: 390, height: 800 };

function report(name, run, more = []) {
  const saved = path.join(folder, `${name}.json`), html = path.join(folder, `${name}.html`);
  let from = ["seeds"];
  if (run) {
    fs.writeFileSync(saved, JSON.stringify(run));
    from = ["--from", saved];
  }
  const start = process.hrtime.bigint();
  execFileSync(atodds, ["report", ...from, "--html", html, ...more], { cwd: root, env: { PATH: process.env.PATH } });
  const took = Number(process.hrtime.bigint() - start) / 1e6;
  console.log(`  ${name}: ${(fs.statSync(html).size / 1024).toFixed(0)} kB of HTML in ${took.toFixed(0)} ms`);
  return `file://${html}`;
}

async function tests(browser) {
  const pages = {
    seeds: report("seeds", null),
    story: report("story", findings.story(), ["--title", "The fall of the Orrin bridge"]),
    many: report("many", findings.many(COUNT)),
    parts: report("parts", findings.many(54)),
    hostile: report("hostile", findings.hostile()),
  };
  const open = async (url, options = {}) => {
    const { goto, ...context } = options;
    const page = await (await browser.newContext(context)).newPage();
    page.complaints = [];
    page.on("console", message => ["error", "warning"].includes(message.type()) && page.complaints.push(message.text()));
    page.on("pageerror", error => page.complaints.push(error.message));
    page.on("dialog", dialog => { page.complaints.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
    page.on("request", request => request.url().startsWith("file:") || page.complaints.push(`asks for ${request.url()}`));
    await page.goto(url + (goto || ""));
    return page;
  };
  const quiet = page => assert.deepEqual(page.complaints, [], "nothing in the console, no dialog, no request");
  const check = async page => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`), [], "axe");
  };
  const visible = (page, what) => page.locator(`${what}:visible`).count();

  const all = {
    async "axe finds nothing, in light and dark, wide and on a phone"() {
      // One page has parts that come late; axe takes its time with it, and once is enough.
      for (const url of [pages.story, pages.seeds, pages.parts])
        for (const colorScheme of url === pages.parts ? ["light"] : ["light", "dark"])
          for (const viewport of url === pages.parts ? [WIDE] : [WIDE, PHONE]) {
            const page = await open(url, { colorScheme, viewport });
            await page.waitForFunction(() => document.documentElement.dataset.filled === "yes");
            await page.evaluate(() => document.querySelectorAll("details").forEach(one => { one.open = true; }));
            await check(page);
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out sideways");
            quiet(page);
            await page.context().close();
          }
    },
    async "dark mode is dark"() {
      const light = async colorScheme => {
        const page = await open(pages.story, { colorScheme });
        const color = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
        return color.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + +part, 0) / 3;
      };
      assert.ok(await light("light") > 230 && await light("dark") < 40);
    },
    async "five thousand findings open under a second"() {
      const times = [];
      for (let n = 0; n < 4; n++) {
        const page = await open(pages.many);
        const time = await page.evaluate(() => {
          const [entry] = performance.getEntriesByType("navigation");
          return { load: entry.loadEventEnd, paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime };
        });
        times.push(time);
        quiet(page);
        await page.context().close();
      }
      const best = what => Math.min(...times.map(time => time[what] ?? Infinity));
      console.log(`    first paint ${best("paint").toFixed(0)} ms, loaded ${best("load").toFixed(0)} ms (best of ${times.length})`);
      assert.ok(best("load") < 1000 && best("paint") < 1000);
    },
    async "all of them are on the page at last, and lie still meanwhile"() {
      const page = await open(pages.many);
      await page.waitForFunction(() => document.documentElement.dataset.filled === "yes", null, { timeout: 60000 });
      assert.equal(await page.locator(".fact").count(), COUNT);
      assert.equal(await page.locator(".matrix tbody tr").count(), COUNT);
      quiet(page);
    },
    async "search and filters find facts that are still text"() {
      const page = await open(pages.many);
      await page.locator("#find").fill("ARDEN 4");
      await page.waitForFunction(() => !/^5,?000 /.test(document.getElementById("count").value));
      const count = parseInt(await page.locator("#count").evaluate(one => one.value), 10);
      const wanted = findings.many(COUNT).findings.filter(one => /arden 4/i.test(JSON.stringify(one.question))).length;
      assert.ok(wanted > 40 && count >= wanted, `${count} of at least ${wanted}`);
      assert.equal(await page.locator(".fact:not([hidden])").count(), count);
      assert.equal(await page.locator(".matrix tbody tr:not([hidden])").count(), count);
      await page.locator("#by-outlet").selectOption("The Lantern");
      const fewer = +(await page.locator("#count").evaluate(one => one.value)).split(" ")[0];
      assert.ok(fewer > 0 && fewer < count);
      await page.locator("#by-group").selectOption("speakers");
      assert.equal(await visible(page, "#outlets"), 0);
      await page.getByRole("button", { name: "Show all" }).click();
      await page.waitForFunction(() => document.getElementById("count").value === "5,000 of 5,000");
      quiet(page);
    },
    async "a link leads to a fact that is still text"() {
      const page = await open(pages.many, { goto: "#F-00000c00" });
      await page.waitForFunction(() => {
        const fact = document.getElementById("F-00000c00");
        return fact && fact.getBoundingClientRect().top < innerHeight && fact.getBoundingClientRect().bottom > 0;
      });
      quiet(page);
    },
    async "the keyboard reaches everything, and the graph answers it"() {
      const page = await open(pages.story);
      const here = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
      await page.keyboard.press("Tab");
      assert.equal(await here(), "Skip to the facts");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      assert.equal(await here(), "find");
      await page.keyboard.type("inspection");
      await page.waitForTimeout(300);
      for (const stop of ["by-outlet", "by-group", "all"]) {
        await page.keyboard.press("Tab");
        assert.equal(await here(), stop);
      }
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.getElementById("count").value === "4 of 4");
      await page.locator("#net button", { hasText: "Harbor Post" }).focus();
      assert.ok(await page.locator("#net path.on").count() >= 6, "its claims, their sides and facts are lit");
      await page.keyboard.press("Enter");
      assert.equal(await page.locator("#count").evaluate(one => one.value), "3 of 4");
      assert.equal(await here(), "Harbor Post", "the focus stays");
      await page.keyboard.press("Enter");
      assert.equal(await page.locator("#count").evaluate(one => one.value), "4 of 4");
      quiet(page);
    },
    async "without script every fact is there to read"() {
      const page = await open(pages.many, { javaScriptEnabled: false });
      // Playwright cannot look into a page without script, but it can ask for what is laid out.
      assert.equal(await page.locator("article.fact").count(), COUNT);
      assert.equal(await page.locator("#tools").isVisible(), false);
      assert.ok(await page.locator("#F-00001387 mark").first().isVisible());
    },
    async "it prints, all of it and without its tools"() {
      const page = await open(pages.story);
      const pdf = await page.pdf({ format: "A4" });
      assert.ok(pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 20000, `${pdf.length} bytes`);
      await page.emulateMedia({ media: "print" });
      assert.equal(await visible(page, "#tools"), 0);
      assert.equal(await visible(page, ".fact"), 4);
      const long = await open(pages.many);
      const start = Date.now();
      const paper = await long.pdf({ format: "A4", timeout: 600000 });
      console.log(`    ${COUNT} findings: ${(paper.length / 1024).toFixed(0)} kB of PDF in ${Date.now() - start} ms`);
      assert.ok(paper.subarray(0, 5).toString() === "%PDF-" && paper.length > 1e6, `${paper.length} bytes`);
      await long.emulateMedia({ media: "print" });
      assert.equal(await visible(long, ".fact"), 500);
      assert.equal(await visible(long, ".matrix tbody tr"), 500);
      assert.ok(await long.getByText("Printed: the first 500 of 5000 facts").isVisible());
      await long.emulateMedia({ media: "screen" });
      assert.equal(await long.locator("#printed").isVisible(), false);
      // What was searched for is printed whole, wherever it stands.
      await long.locator("#find").fill("F-00001387");
      await long.waitForFunction(() => document.getElementById("count").value === "1 of 5,000");
      await long.evaluate(() => dispatchEvent(new Event("beforeprint")));
      await long.emulateMedia({ media: "print" });
      assert.equal(await visible(long, ".fact"), 1);
      assert.equal(await long.locator("#printed").isVisible(), false);
      quiet(long);
    },
    async "no script of an article runs, and none could"() {
      const page = await open(pages.hostile);
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      await page.evaluate(() => document.querySelectorAll("details").forEach(one => { one.open = true; }));
      for (const link of await page.locator("main a:visible").all()) {
        const to = await link.getAttribute("href");
        assert.match(to, /^(#|https?:)/, "every link is of the page or of the web");
      }
      await page.locator("main").hover();
      await page.waitForTimeout(300);
      assert.equal(await page.evaluate(() => window.pwned), undefined);
      assert.equal(await page.locator("img, main script, iframe, [onerror], [onclick], [onload], [onmouseover]").count(), 0);
      assert.equal(await page.locator(".fact").count(), 60);
      quiet(page);
      // Even markup that got in would be stopped: the policy knows one script.
      await page.evaluate(() => {
        document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.pwned=8'>");
        const script = document.createElement("script");
        script.textContent = "window.pwned = 9";
        document.body.append(script);
      });
      await page.waitForTimeout(200);
      assert.equal(await page.evaluate(() => window.pwned), undefined, "the policy holds");
      assert.ok(page.complaints.some(one => one.includes("Content Security Policy")));
    },
  };
  let failed = 0;
  for (const [name, test] of Object.entries(all)) {
    if (process.env.ONLY && !new RegExp(process.env.ONLY).test(name)) continue;
    const start = Date.now();
    try {
      await test();
      console.log(`  ok      ${name} (${Date.now() - start} ms)`);
    } catch (error) {
      failed++;
      console.log(`  FAILED  ${name}\n${error.stack.slice(0, 2000)}`);
    }
  }
  if (process.argv.includes("--screens")) await screens(open, pages.story);
  return failed;
}

// What the README shows: small, and looked at by eye before they are committed.
async function screens(open, url) {
  const shots = [["wide", { viewport: { width: 1160, height: 900 } }, "#outlets"],
    ["phone", { viewport: { width: 390, height: 900 }, colorScheme: "dark", deviceScaleFactor: 1 }, "#outlets"]];
  for (const [name, context, to] of shots) {
    const page = await open(url, context);
    await page.evaluate(() => { document.getElementById("tools").hidden = true; });
    await page.evaluate(what => document.querySelector(what).scrollIntoView({ behavior: "instant" }), to);
    await page.waitForTimeout(400);
    await page.screenshot({ path: path.join(__dirname, "screens", `${name}.png`) });
  }
}

(async () => {
  const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  let failed = 1;
  try {
    failed = await tests(browser);
  } finally {
    await browser.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = failed ? 1 : 0;
})();
