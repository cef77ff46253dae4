// Invented findings in the form that `atodds check --format json` writes.
"use strict";

const OUTLETS = ["Harbor Post", "Valley News", "Morning Call", "Daily Ledger", "North Bay Times", "The Lantern", "Coast Wire", "Inland Review"];
const slug = name => name.toLowerCase().replace(/ /g, "-");

function claim(outlet, published, before, text, after, more = {}) {
  const sentence = before + text + after;
  const path = `archive/${slug(outlet)}-${published}.txt`;
  return {
    path, line: 3, column: before.length + 1, start: 40 + before.length, end: 40 + before.length + text.length,
    text, sentence, sentence_start: 40, reading: more.label || text, label: more.label || text,
    outlet: slug(outlet), outlet_name: outlet, speaker: more.speaker || null, rule: "invented", time: more.time || published,
    as_of: more.as_of || published, published, title: more.title || null, url: more.url || null, fits: more.fits || [],
  };
}

function finding(id, question, sides, more = {}) {
  return {
    id, fingerprint: id, level: more.level || "error", kind: more.kind || "toll", attribute: "value", question,
    fact: more.fact || `toll/${id}`, verdict: more.verdict || "conflict", doubt: more.doubt || null,
    line: more.line || { number: 13, name: "otherwise" }, between: more.between || "outlet-outlet",
    why: more.why || "no reading lets both be so", deciding: [{ side: 0, claim: 0 }, { side: 1, claim: 0 }],
    sides: sides.map(([label, claims]) => ({
      label, fingerprint: label, outlets: [...new Set(claims.map(one => one.outlet_name))],
      support: new Set(claims.map(one => one.outlet)).size, claims,
    })),
    alone: more.alone || null, silent: more.silent || [], history: more.history || [], steps: more.steps || [],
    compatible: more.compatible || [], open: more.open || [],
  };
}

function run(findings, articles) {
  const claims = findings.reduce((n, one) => n + one.sides.reduce((m, side) => m + side.claims.length, 0), 0);
  return {
    schema: 1, tool: { name: "atodds", version: "test" }, as_of: null, inputs: ["archive"],
    counts: { articles, against: 0, rules: 12, claims, shared_facts: findings.length, findings: findings.length, accepted: 0, skipped: 0 },
    findings, problems: [], skipped: [],
  };
}

// A small story to look at.
function story() {
  const url = name => `https://${name}.example/bridge`;
  const six = claim("Valley News", "2026-02-11", "By Wednesday night ", "six people had died", ", the fire service said.", { speaker: "the fire service", label: "6", title: "Rescuers search the Orrin through the night", url: url("valley-news") });
  const six2 = claim("Morning Call", "2026-02-11", "The county put the toll at ", "six", " late on Wednesday.", { speaker: "Orrin County", label: "6", title: "What we know about the Orrin bridge" });
  const nine = claim("Harbor Post", "2026-02-11", "Officials said ", "nine people had died", " by Wednesday evening, and that divers would go down again at dawn.", { speaker: "officials", label: "9", title: "Bridge over the Orrin falls", url: url("harbor-post") });
  const several = claim("Daily Ledger", "2026-02-11", "", "Several people", " were killed when the span gave way.", { label: "several", fits: [0, 1] });
  return run([
    finding("F-7c21a0f9", "How many died when the Orrin bridge fell?", [["6", [six, six2]], ["9", [nine]]],
      { silent: ["Coast Wire"], compatible: [several] }),
    finding("F-2d90e114", "When did the Orrin bridge open?", [
      ["1931", [claim("The Lantern", "2026-02-12", "The bridge, ", "opened in 1931", ", carried two lanes and a tram.", { label: "1931", title: "A bridge and its town" }),
        claim("Coast Wire", "2026-02-13", "It had stood since ", "1931", ".", { label: "1931" })]],
      ["1937", [claim("Harbor Post", "2026-02-12", "Built by the river board and ", "opened in 1937", ", it was last inspected in spring.", { label: "1937", title: "The last inspection" })]],
      ["1934", [claim("Inland Review", "2026-02-16", "Postcards show the tram on the bridge at its ", "opening in 1934", ".", { label: "1934", title: "Letters" })]],
    ], { silent: ["Valley News"] }),
    finding("F-91b3c7aa", "Was the Orrin bridge safe?", [
      ["safe", [claim("Valley News", "2026-02-12", "The river board insisted that the bridge ", "had been safe", " in every test since 2019.", { speaker: "the river board", label: "safe" })]],
      ["unsafe", [claim("Valley News", "2026-02-13", "Two engineers said it ", "had been unsafe for years", " and that they had written so.", { speaker: "two engineers", label: "unsafe", title: "Engineers warned of rust" })]],
    ], { level: "warning", between: "speaker-speaker", kind: "state" }),
    finding("F-0be44d21", "How many are missing on the Orrin?", [
      ["4", [claim("Harbor Post", "2026-02-14", "", "Four people", " are still missing, the fire service said on Saturday.", { speaker: "the fire service", label: "4" })]],
      ["11", [claim("Valley News", "2026-02-11", "", "Eleven people", " were missing at midnight.", { label: "11" })]],
    ], {
      level: "note", verdict: "update", line: { number: 10, name: "update" }, why: "the later report moves the way this value can move",
      steps: [{ verdict: "update", earlier: { label: "11", outlet: "Valley News", as_of: "2026-02-11" }, later: { label: "4", outlet: "Harbor Post", as_of: "2026-02-14" } }],
    }),
  ], 14);
}

// Many findings, the same on every machine.
function many(count) {
  let state = 7;
  const pick = n => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor(state / 65536) % n; };
  const places = ["Arden", "Brill", "Corve", "Dunmore", "Eske", "Farrow", "Gant", "Holm", "Isk", "Jarrow"];
  const findings = [];
  for (let n = 0; n < count; n++) {
    const place = `${places[pick(10)]} ${n}`;
    const first = pick(8), low = 2 + pick(40);
    const said = (offset, number) => claim(OUTLETS[(first + offset) % 8], `2026-0${1 + pick(9)}-1${pick(10)}`,
      "After a long night of rain the county said ", `${number} people`, ` were hurt on the road to ${place}, and that the road stays shut.`,
      { label: String(number), speaker: pick(2) ? "the county" : null, title: `Road to ${place} shut`, url: `https://news.example/${n}/${offset}` });
    const sides = [[String(low), [said(0, low), said(1, low)]], [String(low + 3), [said(2, low + 3)]]];
    if (pick(5) === 0) sides.push([String(low + 9), [said(3, low + 9)]]);
    findings.push(finding(`F-${n.toString(16).padStart(8, "0")}`, `How many were hurt on the road to ${place}?`, sides,
      n % 5 === 4 ? { level: "warning", between: "speaker-speaker" } : { silent: [OUTLETS[(first + 4) % 8]] }));
  }
  return run(findings, count);
}

// Articles that attack the page they are quoted on.
function hostile() {
  const attack = "</script></noscript><script>window.pwned=1</script><img src=x onerror=\"window.pwned=2\"><svg onload=\"window.pwned=3\">\u202e\u0000\u001b[31m";
  const bad = (outlet, text) => ({
    ...claim(outlet, "2026-02-11", attack, text, attack, { speaker: attack, label: attack, title: attack + "t".repeat(1 << 20) }),
    outlet_name: outlet, url: "javascript:window.pwned=4", time: attack, published: attack,
  });
  const one = n => finding(`"><script>window.pwned=5</script>${n}`, attack, [
    [attack, [bad(attack, attack)]], ["x", [{ ...bad("B\" onmouseover=\"window.pwned=6", "x"), url: "https://a.example/\" onclick=\"window.pwned=7" }]],
  ], { why: attack, silent: [attack], alone: attack, kind: attack, history: [bad("C", "y")], compatible: [{ ...bad("D", "z"), fits: [0, 99] }],
    steps: [{ verdict: "update", earlier: { label: attack, outlet: attack, as_of: attack }, later: { label: attack, outlet: attack, as_of: null } }] });
  // Enough that some of them come late, out of their text.
  return run(Array.from({ length: 60 }, (_, n) => one(n)), 2);
}

module.exports = { story, many, hostile };
