"use strict";
// Search, filter, and the graph. Without it the page still holds every word.
const $ = id => document.getElementById(id);
const facts = JSON.parse($("index").textContent);
const latest = [...document.querySelectorAll(".later")];
const shown = new Set(facts.keys());
let all = true;

// Parts far down are text until they are wanted: a browser lays out what a reader can see.
function fill(part) {
  const text = part.firstElementChild;
  if (!text || text.localName !== "noscript") return;
  const held = document.createElement("template");
  held.innerHTML = text.textContent;
  part.replaceChildren(held.content);
  part.classList.add("filled");
  if (!all) mark(part);
}
const near = new IntersectionObserver(seen => {
  for (const one of seen) if (one.isIntersecting) { fill(one.target); near.unobserve(one.target); }
}, { rootMargin: "1500px" });
for (const part of latest) near.observe(part);
const idle = window.requestIdleCallback || (work => setTimeout(work, 30));
const rest = latest.slice();
function fillNext() {
  const part = rest.shift();
  if (!part) { document.documentElement.dataset.filled = "yes"; return; }
  fill(part);
  idle(fillNext);
}
addEventListener("load", () => setTimeout(() => idle(fillNext), 200));
addEventListener("beforeprint", () => {
  // Paper has a limit; what was searched for is printed whole when it is within.
  const whole = shown.size <= +($("printed")?.dataset.most ?? Infinity);
  document.documentElement.classList.toggle("whole", whole);
  for (const part of latest) if (whole ? !part.hidden : !part.matches(".unprinted")) fill(part);
  for (const one of document.querySelectorAll("details")) one.open = true;
});

// A link to a fact that is still text.
function reach() {
  const id = decodeURIComponent(location.hash.slice(1));
  const n = facts.findIndex(fact => fact.id === id);
  if (n < 0 || $(id)) return;
  const part = latest.find(one => one.matches(".facts") && +one.dataset.from <= n && n <= +one.dataset.to);
  if (part) { fill(part); $(id)?.scrollIntoView({ behavior: "instant" }); }
}
addEventListener("hashchange", reach);

function mark(root) {
  for (const one of root.querySelectorAll("[data-n]")) one.hidden = !shown.has(+one.dataset.n);
}

// What can be searched: question, values, outlets, speakers and the marked words.
const flat = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let texts = null;
const textOf = fact => flat([fact.id, fact.q, fact.k, ...fact.s.flatMap(side =>
  [side.v, ...side.c.flatMap(claim => [claim.o, claim.s || "", claim.t])])].join(" "));
const says = (fact, outlet) => fact.s.some(side => side.c.some(claim => claim.o === outlet));

const find = $("find"), byOutlet = $("by-outlet"), byGroup = $("by-group");
const names = [...new Set(facts.flatMap(fact => fact.s.flatMap(side => side.c.map(claim => claim.o))))].sort();
for (const name of names) byOutlet.add(new Option(name, name));

function filter() {
  const words = flat(find.value).split(/\s+/).filter(Boolean);
  if (words.length) texts ??= facts.map(textOf);
  shown.clear();
  facts.forEach((fact, n) => {
    if (byGroup.value && fact.g !== byGroup.value) return;
    if (byOutlet.value && !says(fact, byOutlet.value)) return;
    if (words.every(word => texts[n].includes(word))) shown.add(n);
  });
  all = shown.size === facts.length;
  for (const part of latest) {
    const some = all || facts.some((_, n) => shown.has(n) && +part.dataset.from <= n && n <= +part.dataset.to);
    part.hidden = !some;
    if (some && !all) fill(part);
  }
  mark(document);
  for (const group of document.querySelectorAll(".group"))
    group.hidden = !facts.some((fact, n) => fact.g === group.id && shown.has(n));
  $("count").value = `${shown.size.toLocaleString("en")} of ${facts.length.toLocaleString("en")}`;
  limit = STEP;
  draw();
}
let wait = 0;
find.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(filter, 120); });
byOutlet.addEventListener("change", filter);
byGroup.addEventListener("change", filter);
$("tools").addEventListener("submit", event => event.preventDefault());
$("tools").addEventListener("reset", () => setTimeout(filter));

// The graph: four columns of real buttons and links, and lines beneath them.
const STEP = 8;
let limit = STEP, joined = [];
const net = $("net");
const SVG = "http://www.w3.org/2000/svg";
function make(name, text, className) {
  const one = document.createElement(name);
  if (text) one.textContent = text;
  if (className) one.className = className;
  return one;
}
function draw() {
  const picked = [...shown].slice(0, limit);
  const columns = ["Outlets", "Claims", "Sides", "Facts"].map(title => {
    const column = make("div"), list = make("ul");
    column.append(make("h3", title), list);
    return { column, list };
  });
  const add = (at, node) => { const item = make("li"); item.append(node); columns[at].list.append(item); return node; };
  const outlets = new Map();
  joined = [];
  const join = (a, b) => joined.push({ a, b });
  const entries = picked.map(n => facts[n]);
  const speaking = [...new Set(entries.flatMap(fact => fact.s.flatMap(side => side.c.map(claim => claim.o))))];
  for (const name of speaking) {
    const node = make("button", name);
    node.type = "button";
    node.setAttribute("aria-pressed", String(byOutlet.value === name));
    node.addEventListener("click", () => {
      byOutlet.value = byOutlet.value === name ? "" : name;
      filter();
      [...net.querySelectorAll("button")].find(one => one.textContent === name)?.focus();
    });
    outlets.set(name, add(0, node));
  }
  for (const fact of entries) {
    const end = make("a", fact.q);
    end.href = "#" + fact.id;
    end.dir = "auto";
    add(3, end);
    for (const side of fact.s) {
      const middle = make("a");
      middle.href = "#" + fact.id;
      middle.append(make("span", side.l, `badge s${side.h}`), make("span", side.v));
      add(2, middle);
      join(middle, end);
      for (const claim of side.c) {
        const node = make("a");
        node.href = "#" + fact.id;
        const words = make("span");
        words.dir = "auto";
        words.append(`“${claim.t}”`, make("br"), make("small", claim.s ? `quoting ${claim.s}` : "in its own voice"));
        node.append(words);
        add(1, node);
        join(outlets.get(claim.o), node);
        join(node, middle);
      }
    }
  }
  const lines = document.createElementNS(SVG, "svg");
  lines.setAttribute("aria-hidden", "true");
  for (const pair of joined) lines.append(pair.line = document.createElementNS(SVG, "path"));
  net.replaceChildren(lines, ...columns.map(one => one.column));
  net.classList.remove("lit");
  $("more").hidden = shown.size <= limit;
  $("more").textContent = `Show more facts (${picked.length} of ${shown.size.toLocaleString("en")} drawn)`;
  lay();
}
function lay() {
  const home = net.getBoundingClientRect();
  for (const { a, b, line } of joined) {
    const from = a.getBoundingClientRect(), to = b.getBoundingClientRect();
    const x1 = from.right - home.left, y1 = from.top + from.height / 2 - home.top;
    const x2 = to.left - home.left, y2 = to.top + to.height / 2 - home.top;
    const half = (x1 + x2) / 2;
    line.setAttribute("d", `M${x1} ${y1}C${half} ${y1} ${half} ${y2} ${x2} ${y2}`);
  }
}
function light(node) {
  const on = new Set(node ? [node] : []);
  // To the right and to the left, never back: what a claim leads to, and what leads to it.
  for (const [from, to] of [["a", "b"], ["b", "a"]]) {
    const todo = node ? [node] : [];
    while (todo.length) {
      const here = todo.pop();
      for (const pair of joined) if (pair[from] === here && !on.has(pair[to])) { on.add(pair[to]); todo.push(pair[to]); }
    }
  }
  for (const one of net.querySelectorAll("a,button")) one.classList.toggle("on", on.has(one));
  for (const { a, b, line } of joined) line.classList.toggle("on", on.has(a) && on.has(b));
  net.classList.toggle("lit", Boolean(node));
}
for (const kind of ["pointerover", "focusin"]) net.addEventListener(kind, event => light(event.target.closest("a,button")));
for (const kind of ["pointerleave", "focusout"]) net.addEventListener(kind, () => light(null));
$("more").addEventListener("click", () => { limit += STEP; draw(); });

$("tools").hidden = false;
$("count").value = `${facts.length.toLocaleString("en")} of ${facts.length.toLocaleString("en")}`;
$("graph").hidden = false;
new ResizeObserver(lay).observe(net);
draw();
reach();
