// The player of a backward pass: one module for the notebook widget and for the saved page.
//
// It draws nothing itself. Python writes the SVG, the sentences and the equations; this module sets the looks of
// the current frame on the SVG's elements, by id, and answers buttons, keys and clicks. Text from the user's
// program only ever becomes text nodes and attribute values, never markup.
//
// Sections: helpers - scrolling - numbers - frames - picture - panel - panes beside the picture - prediction - player.

// ---------------------------------------------------------------- helpers

const MINUS = "\u2212";
const ANSWER_WITHIN = 4000; // milliseconds before the screen says that the kernel does not answer
const PACE = 1500; // milliseconds per step at speed 1
const SMALLEST_TEXT = 11; // pixels on the screen
const LARGEST_FIT = 1.3;
const LARGEST_GRID = 6; // rows and columns up to which a product of arrays is written out

/** An element with attributes and children; strings become text nodes. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [kind, listener] of Object.entries(value)) element.addEventListener(kind, listener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Well-formed XML text as an element of this document, or null. */
function parsed(text, type) {
  const root = new DOMParser().parseFromString(text, type).documentElement;
  return root.localName === "parsererror" || root.querySelector("parsererror") ? null : document.importNode(root, true);
}

function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** `[text, role]` pairs as nodes: a role stresses a name, a number or a piece of code. */
function said(parts) {
  const tags = { name: "b", code: "code", number: "span" };
  return parts.map(([text, role]) => (role ? make(tags[role], { class: `av-${role}` }, text) : text));
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// ---------------------------------------------------------------- scrolling

const SIDES = { left: ["\u2039", -1, 0], right: ["\u203a", 1, 0], up: ["\u2039", 0, -1], down: ["\u203a", 0, 1] };

/** An area that scrolls, in a frame that shows at which sides there is more. */
function scrolling(area, signal, sides = Object.keys(SIDES)) {
  const marks = {};
  for (const side of sides) {
    const [sign, x, y] = SIDES[side];
    const on = () => area.scrollBy({ left: 0.7 * x * area.clientWidth, top: 0.7 * y * area.clientHeight, behavior: calm() ? "auto" : "smooth" });
    // For the mouse only: keys scroll the area itself, and what has the focus comes into sight by itself.
    marks[side] = make("div", { class: `av-more av-more-${side}`, "aria-hidden": "true", hidden: true },
      make("button", { type: "button", tabindex: "-1", on: { click: on } }, make("span", {}, sign)));
  }
  const update = () => {
    const right = area.scrollWidth - area.clientWidth - area.scrollLeft, down = area.scrollHeight - area.clientHeight - area.scrollTop;
    const more = { left: area.scrollLeft, right, up: area.scrollTop, down };
    for (const side in marks) marks[side].hidden = more[side] < 4;
  };
  area.addEventListener("scroll", update, { signal, passive: true });
  const observer = new ResizeObserver(update);
  observer.observe(area);
  signal.addEventListener("abort", () => observer.disconnect());
  return make("div", { class: "av-scroll" }, area, ...Object.values(marks));
}

/** Say that what is in a scrolling area has changed its size. */
const resized = (area) => area.dispatchEvent(new Event("scroll"));

// ---------------------------------------------------------------- numbers

/** A number as `numbers.number_text` of the Python side writes it. */
export function numberText(value, digits = 4) {
  if (typeof value === "boolean") return value ? "True" : "False";
  value = Number(value); // the words NaN, Infinity, -Infinity come as strings
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "\u221e" : MINUS + "\u221e";
  let text;
  if (Number.isInteger(value) && Math.abs(value) < 10 ** digits) {
    text = String(value);
  } else {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    const power = Number(exponent);
    text = power < -4 || power >= digits ? `${Number(mantissa)}e${power}` : String(Number(value.toPrecision(digits)));
  }
  return text.replaceAll("-", MINUS);
}

const shapeText = (shape) => (shape.length ? shape.join(" \u00d7 ") : "scalar");
const isScalar = (summary) => summary && summary.shape.length === 0 && summary.values !== undefined;

/** A summary in full: its number, a table of its numbers, or its statistics. */
function numbersOf(summary) {
  if (!summary) return make("span", { class: "av-none" }, "None");
  if (isScalar(summary)) return make("span", { class: "av-number" }, numberText(summary.values, 6));
  if (summary.known === false) return make("span", { class: "av-none" }, `${shapeText(summary.shape)}, freed`);
  if (summary.values === undefined || summary.values === null) return statistics(summary);
  if (summary.shape.includes(0)) return make("span", { class: "av-none" }, `${shapeText(summary.shape)}, empty`);
  return tables(summary.values, summary.shape, []);
}

/** Nested lists as tables, one for each pair of last axes. */
function tables(values, shape, place) {
  if (shape.length <= 2) {
    const rows = shape.length === 1 ? [values] : values;
    const cells = rows.map((row) => make("tr", {}, ...row.map((value) => make("td", {}, numberText(value)))));
    const caption = place.length ? make("caption", {}, `[${[...place, ":", ":"].slice(0, place.length + shape.length).join(", ")}]`) : null;
    return make("table", { class: "av-numbers" }, caption, make("tbody", {}, ...cells));
  }
  return make("div", {}, ...values.map((inner, i) => tables(inner, shape.slice(1), [...place, i])));
}

function statistics(summary) {
  const list = make("dl", { class: "av-facts" }, ...fact("shape", shapeText(summary.shape)));
  for (const name of ["norm", "min", "max", "mean"]) {
    if (summary[name] != null) list.append(...fact(name, numberText(summary[name])));
  }
  if (summary.nans) list.append(...fact("NaN", `${summary.nans} elements`, "av-alarm"));
  if (summary.infs) list.append(...fact("infinite", `${summary.infs} elements`, "av-alarm"));
  const parts = [list];
  if (summary.histogram) parts.push(histogram(summary));
  if (summary.thumbnail) parts.push(thumbnail(summary.thumbnail));
  return make("div", { class: "av-statistics" }, ...parts);
}

function fact(name, value, extra) {
  return [make("dt", {}, name), make("dd", { class: extra }, value)];
}

function histogram({ histogram: counts, min, max }) {
  const most = Math.max(...counts, 1);
  const bars = counts.map((n) => make("i", { style: `height:${(100 * n) / most}%`, title: String(n) }));
  const words = `histogram from ${numberText(min)} to ${numberText(max)}`;
  return make("figure", { class: "av-histogram", role: "img", "aria-label": words }, make("div", {}, ...bars),
    make("figcaption", {}, make("span", {}, numberText(min)), make("span", {}, numberText(max))));
}

function thumbnail(rows) {
  const most = Math.max(...rows.flat().map((v) => Math.abs(Number(v)))) || 1;
  const cells = rows.map((row) => make("tr", {}, ...row.map((v) => {
    const hue = Number(v) >= 0 ? "var(--av-gradient)" : "var(--av-leaf)";
    return make("td", { style: `background:color-mix(in srgb, ${hue} ${Math.round((100 * Math.abs(Number(v))) / most)}%, transparent)` });
  })));
  return make("table", { class: "av-thumbnail", role: "img", "aria-label": "thumbnail of the array" }, make("tbody", {}, ...cells));
}

// ---------------------------------------------------------------- frames

/** The look of every element after `position` events: the changes of all frames up to there, the latest last. */
function looksAt(frames, position, picture) {
  const nodes = new Map(), edges = new Map();
  for (let i = 0; i <= position; i++) {
    const { changes } = frames[i];
    for (const id in changes.nodes) nodes.set(id, changes.nodes[id]);
    for (const id in changes.edges) edges.set(id, changes.edges[id]);
    const modules = changes.modules[picture] ?? {};
    for (const id in modules) nodes.set(id, modules[id]);
  }
  return { nodes, edges };
}

/** The last event up to `position` for which `concerns` is true, or undefined. */
function lastEvent(frames, position, concerns) {
  for (let i = position; i > 0; i--) if (concerns(frames[i].event)) return frames[i].event;
  return undefined;
}

/** The gradient that has gathered at a card by then. */
function gathered(frames, position, id) {
  const event = lastEvent(frames, position, (e) => (e.kind === "contribution" && e.target === id) ||
    (e.node === id && (e.kind === "seed" || (e.kind === "hook" && e.after))));
  return event && (event.kind === "contribution" ? event.total : event.kind === "seed" ? event.upstream : event.after);
}

/** What `.grad` of a card is by then. */
function gradAt(frames, position, node) {
  const event = lastEvent(frames, position, (e) => e.node === node.id && (e.kind === "accumulate" || e.kind === "retain"));
  return event ? event.after : node.grad;
}

// ---------------------------------------------------------------- picture

/** One SVG of Python's, restyled frame by frame, in an area that pans and zooms. */
class Picture {
  constructor(view, text, open) {
    this.view = view;
    this.svg = parsed(text, "image/svg+xml");
    this.parts = { nodes: new Map(), edges: new Map() };
    this.applied = { nodes: new Map(), edges: new Map() };
    for (const g of this.svg.querySelectorAll("[data-node]")) this.parts.nodes.set(g.dataset.node, g);
    for (const g of this.svg.querySelectorAll("[data-edge]")) this.parts.edges.set(g.dataset.edge, g);
    this.width = parseFloat(this.svg.getAttribute("width"));
    this.height = parseFloat(this.svg.getAttribute("height"));
    this.scale = 1;
    this.chosen = false; // whether the reader has zoomed by hand
    const chosen = (event) => event.target.closest("[data-node],[data-edge]");
    this.svg.addEventListener("click", (event) => chosen(event) && open(chosen(event)));
    this.svg.addEventListener("keydown", (event) => {
      if ((event.key !== "Enter" && event.key !== " ") || !chosen(event)) return;
      event.preventDefault();
      event.stopPropagation();
      open(chosen(event));
    });
  }

  /** Give every element its look; untouched where it has it already. */
  show({ nodes, edges }) {
    for (const [id, look] of nodes) if (this.applied.nodes.get(id) !== look) this.showNode(id, look);
    for (const [id, look] of edges) if (this.applied.edges.get(id) !== look) this.showEdge(id, look);
    this.applied = { nodes, edges };
  }

  showNode(id, look) {
    const g = this.parts.nodes.get(id);
    if (!g) return;
    setAttribute(g, "data-status", look.status ?? "waiting");
    label(g, look.label);
    const part = (name) => g.querySelector(`[data-part="${name}"]`);
    setText(part("heading"), look.heading ?? "");
    setText(part("sum"), look.sum ?? "");
    const gradient = part("gradient"), missing = String(look.missing ?? true);
    if (gradient) {
      setText(gradient, look.gradient ?? "");
      setAttribute(gradient, "data-missing", missing);
      setAttribute(gradient, "data-wrong", isWrong(look.gradient));
    }
    const cells = (look.cells ?? []).flat();
    g.querySelectorAll('[data-part="gradient-cell"]').forEach((cell, i) => {
      setText(cell, cells[i] ?? "");
      setAttribute(cell, "data-missing", missing); // numbers of a total that still grows are no gradient yet
      setAttribute(cell, "data-wrong", isWrong(cells[i]));
    });
  }

  showEdge(id, look) {
    const g = this.parts.edges.get(id);
    if (!g) return;
    setAttribute(g, "data-status", look.status ?? "waiting");
    setAttribute(g, "data-wrong", isWrong(look.text));
    label(g, look.label);
    setText(g.querySelector('[data-part="number"]'), look.text ?? "");
  }

  /** As large as the area is wide, but never so small that a text cannot be read. */
  fit() {
    if (this.chosen || !this.view.clientWidth) return;
    const room = this.view.clientWidth / this.width;
    this.zoomTo(Math.min(Math.max(room, this.smallestScale()), LARGEST_FIT));
  }

  smallestScale() {
    this.smallest ??= Math.min(...[...this.svg.querySelectorAll("text")].map((t) => parseFloat(getComputedStyle(t).fontSize)), 14);
    return SMALLEST_TEXT / this.smallest;
  }

  zoomTo(scale) {
    this.scale = scale;
    this.svg.style.width = `${this.width * scale}px`;
    this.svg.style.height = `${this.height * scale}px`;
    resized(this.view);
  }

  /** Zoom by a factor around a point of the screen, by default the middle of the area. */
  zoomBy(factor, x, y) {
    const area = this.view.getBoundingClientRect();
    const dx = (x ?? area.left + area.width / 2) - area.left, dy = (y ?? area.top + area.height / 2) - area.top;
    const scale = Math.min(Math.max(this.scale * factor, 0.1), 4), grown = scale / this.scale;
    const left = (this.view.scrollLeft + dx) * grown - dx, top = (this.view.scrollTop + dy) * grown - dy;
    this.chosen = true;
    this.zoomTo(scale);
    this.view.scrollTo(left, top);
  }

  /** Show the whole picture, however small its text gets; once more: back to readable text. */
  toggleWhole() {
    const whole = Math.min(this.view.clientWidth / this.width, this.view.clientHeight / this.height, LARGEST_FIT);
    this.chosen = !(this.chosen && Math.abs(this.scale - whole) < 0.01);
    if (this.chosen) this.zoomTo(whole);
    else this.fit();
  }

  /** Scroll as little as needed to have this step in sight: the boxes it concerns, or its number at least. */
  follow({ nodes, edges }, smooth = true) {
    const boxes = nodes.map((id) => this.parts.nodes.get(id) ?? this.moduleOfNow()).filter(Boolean);
    const chips = edges.map((id) => this.parts.edges.get(id)?.querySelector('[data-part="chip"]')).filter(Boolean);
    if (!boxes.length && !chips.length) return;
    const area = this.view.getBoundingClientRect(), margin = 34; // more than the fade at a side
    const span = (parts, low, high) => [Math.min(...parts.map((r) => r[low])) - margin, Math.max(...parts.map((r) => r[high])) + margin];
    const move = (low, high, from, to) => {
      let [start, end] = span([...boxes, ...chips].map((g) => g.getBoundingClientRect()), low, high);
      if (end - start > to - from && chips.length) [start, end] = span(chips.map((g) => g.getBoundingClientRect()), low, high);
      return start < from ? start - from : end > to ? end - to : 0;
    };
    const left = move("left", "right", area.left, area.right), top = move("top", "bottom", area.top, area.bottom);
    if (left || top) this.view.scrollBy({ left, top, behavior: calm() || !smooth ? "auto" : "smooth" });
  }

  /** The folded module inside which this step happens. */
  moduleOfNow() {
    return this.svg.querySelector('[data-kind="module"][data-status="now"]');
  }
}

/** Whether a text shows what is no finite number, as an attribute's value. */
const isWrong = (text = "") => String(text.includes("NaN") || text.includes("\u221e"));

function label(g, text) {
  if (!text) return;
  setAttribute(g, "aria-label", text);
  setText(g.querySelector(":scope > title"), text);
}

/** Pan by dragging, zoom by pinching or by the wheel with Ctrl held: the bare wheel still scrolls the page. */
function pannable(view, picture, signal) {
  let from = null, moved = false;
  view.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType === "touch") return; // touch pans by itself
    from = { x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop };
    moved = false;
  }, { signal });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    const dx = event.clientX - from.x, dy = event.clientY - from.y;
    moved ||= Math.hypot(dx, dy) > 4;
    if (!moved) return;
    view.classList.add("av-dragging");
    view.scrollTo({ left: from.left - dx, top: from.top - dy, behavior: "instant" });
  }, { signal });
  addEventListener("pointerup", () => {
    from = null;
    view.classList.remove("av-dragging");
  }, { signal });
  view.addEventListener("click", (event) => {
    if (moved) event.stopPropagation(); // the end of a drag is no click on what lies there
    moved = false;
  }, { signal, capture: true });
  view.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    picture().zoomBy(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
  }, { signal, passive: false });
}

// ---------------------------------------------------------------- panel

/** Rows for the panel of a node or an edge at one moment; `glossary` has Python's names and formulas. */
function panelOf(id, isEdge, graph, glossary, frames, position) {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const name = (nodeId) => glossary.names[nodeId] ?? "an unnamed tensor";
  const formula = (tex) => (glossary.formulas[tex] ? parsed(glossary.formulas[tex], "application/xml") : null);
  const panel = isEdge ? edgePanel : nodePanel;
  return panel(id, { graph, nodes, name, formula, frames, position });
}

function row(name, ...content) {
  return make("section", {}, make("h4", {}, name), ...content.flat());
}

const edgeId = (edge) => `${edge.source}-${edge.target}-${edge.slot ?? `k${edge.operand ?? 0}`}`;

function edgePanel(id, { graph, nodes, name, formula, frames, position }) {
  const edge = graph.edges.find((e) => edgeId(e) === id);
  const op = nodes.get(edge.source), result = nodes.get(op.outputs?.[0])?.name;
  const title = `${op.grad_fn ?? op.symbol ?? "operation"}${result ? ` of ${result}` : ""} \u2192 ${name(edge.target)}`;
  if (!carries(edge, nodes)) {
    return [title, row("a constant", "It needs no gradient, so nothing travels back along this line."), row("value", numbersOf(nodes.get(edge.target).value))];
  }
  const sent = lastEvent(frames, position, (e) => e.kind === "contribution" && edgeIs(e, edge));
  const reduced = lastEvent(frames, position, (e) => e.kind === "reduce" && edgeIs(e, edge));
  const local = sent?.local ?? edge.local;
  const rule = formula(edge.local_tex);
  const symbols = rule ? make("div", { class: "av-rule" }, rule) : null;
  const parts = [];
  const product = sent && local ? productOf(sent.upstream, local, sent.contribution) : null;
  if (product) parts.push(row("upstream \u00d7 local = contribution", product));
  const whole = product && sent.contribution.shape.length > 0; // three grids tell all
  if (!whole) parts.push(row("upstream gradient", sent ? numbersOf(sent.upstream) : notYet()));
  if (local) parts.push(row("local derivative", symbols, whole ? null : numbersOf(local)));
  else parts.push(row("local rule", symbols ?? make("span", {}, "the op's own"), make("p", { class: "av-none" }, "Not one number per element: the whole upstream gradient goes through this rule.")));
  if (reduced) parts.push(row(`before the broadcast is undone (sum over axes ${(reduced.axes ?? []).join(", ")})`, numbersOf(reduced.upstream)));
  if (!whole) parts.push(row("contribution", sent ? numbersOf(sent.contribution) : notYet()));
  return [title, ...parts];
}

/** Two factors and their product, element by element: as numbers, or as three grids; null where they do not show. */
function productOf(upstream, local, contribution) {
  const factors = [upstream, local, contribution];
  if (factors.every(isScalar)) {
    const factor = (value) => (Number(value) < 0 ? `(${numberText(value)})` : numberText(value));
    return make("span", { class: "av-number" }, `${numberText(upstream.values)} \u00d7 ${factor(local.values)} = ${numberText(contribution.values)}`);
  }
  const shape = upstream.shape.join();
  const shown = factors.every((f) => f.values != null && f.shape.join() === shape && f.shape.length <= 2 && Math.max(...f.shape) <= LARGEST_GRID && !f.shape.includes(0));
  if (!shown) return null;
  const sign = (text) => make("span", { class: "av-sign" }, text);
  const [first, second, result] = factors.map((f) => tables(f.values, f.shape, []));
  result.classList.add("av-result");
  return make("div", { class: "av-product" }, first, make("div", {}, sign("\u2299"), second), make("div", {}, sign("="), result));
}

/** Whether a gradient travels along this edge: none does to a constant. */
const carries = (edge, nodes) => edge.slot != null && nodes.get(edge.target).kind !== "constant";
const isTransfer = (node) => node.op?.startsWith("to_device");
const edgeIs = (event, edge) => event.node === edge.source && event.target === edge.target && event.slot === edge.slot;
const notYet = () => make("span", { class: "av-none" }, "not yet");

function nodePanel(id, about) {
  const { graph, nodes, name, frames, position } = about, node = nodes.get(id);
  if (node.kind === "op") return opPanel(node, about);
  const title = `${name(id)} \u00b7 ${{ root: "result", leaf: "leaf", intermediate: "intermediate", constant: "constant" }[node.kind]}`;
  const facts = [["shape", shapeText(node.shape ?? [])], ["dtype", node.dtype], ["device", node.device], ["module", node.module]];
  const parts = [make("dl", { class: "av-facts" }, ...facts.filter(([, value]) => value).flatMap(([key, value]) => fact(key, value)))];
  parts.push(row("value", numbersOf(node.value)));
  if (node.kind === "constant") return [title, ...parts];
  if (node.kind === "leaf" || node.retains_grad) parts.push(row(".grad", numbersOf(gradAt(frames, position, node))));
  const total = gathered(frames, position, node.id);
  parts.push(row("gradient that has arrived", total ? numbersOf(total) : notYet()));
  const senders = graph.edges.filter((edge) => edge.target === node.id && edge.slot != null);
  if (senders.length > 1 && senders.length <= 12) {
    parts.push(row("by path", make("table", { class: "av-ledger" }, make("tbody", {}, ...senders.map((edge) => {
      const sent = lastEvent(frames, position, (e) => e.kind === "contribution" && edgeIs(e, edge));
      return make("tr", {}, make("th", {}, `from ${senderName(edge.source, nodes)}`), make("td", {}, sent ? numbersOf(sent.contribution) : notYet()));
    })))));
  }
  return [title, ...parts];
}

function senderName(opId, nodes) {
  const op = nodes.get(opId);
  return nodes.get(op.outputs?.[0])?.name ?? op.grad_fn ?? op.symbol ?? "an operation";
}

function opPanel(node, { graph, nodes, name, formula, frames, position }) {
  const title = `${node.grad_fn ?? node.symbol ?? "operation"}`;
  const facts = [["gives", (node.outputs ?? []).map(name).join(", ")], ["module", node.module], ["device", node.device]];
  if (isTransfer(node)) {
    const from = graph.edges.find((edge) => edge.source === node.id)?.target;
    facts.splice(1, 2, ["module", node.module], ["moves", `${name(from)} from ${nodes.get(from)?.device ?? "cpu"} to ${node.device ?? "cpu"}`]);
  }
  const parts = [make("dl", { class: "av-facts" }, ...facts.filter(([, value]) => value).flatMap(([key, value]) => fact(key, value)))];
  const computes = formula(node.tex);
  if (computes) parts.push(row("computes", make("div", { class: "av-rule" }, computes)));
  for (const output of node.outputs ?? []) {
    const total = gathered(frames, position, output);
    parts.push(row(`upstream gradient, for ${name(output)}`, total ? numbersOf(total) : notYet()));
  }
  for (const edge of graph.edges.filter((e) => e.source === node.id && carries(e, nodes))) {
    const sent = lastEvent(frames, position, (e) => e.kind === "contribution" && edgeIs(e, edge));
    parts.push(row(`sends to ${name(edge.target)}`, sent ? numbersOf(sent.contribution) : notYet()));
  }
  if (node.saved?.length) {
    parts.push(row(node.freed ? "saved for backward (freed)" : "saved for backward", make("ul", {}, ...node.saved.map((saved) =>
      make("li", {}, `${saved.name}: ${shapeText(saved.shape)}${saved.version !== saved.current_version ? ", changed in place since" : ""}`)))));
  }
  return [title, ...parts];
}

// ---------------------------------------------------------------- panes beside the picture

function ledgerOf(ledger) {
  if (!ledger) return [];
  const line = (name, value, extra) => make("tr", { class: extra }, make("th", { scope: "row" }, name), make("td", {}, value));
  const rows = ledger.rows.map((path) => line(`from ${path.from}`, path.text, path.now ? "av-now" : path.arrived ? "" : "av-waiting"));
  if (ledger.more) rows.push(line(`and ${ledger.more} more`, "", "av-waiting"));
  if (ledger.expected > 1) rows.push(line("so far", `${ledger.total}`, "av-total"));
  if (ledger.before) rows.push(line(`${ledger.grad.name} before`, ledger.before), line("added", ledger.added));
  if (ledger.grad) rows.push(line(ledger.grad.name, ledger.grad.text, ledger.grad.text === "None" ? "av-grad av-waiting" : "av-grad"));
  const badge = ledger.expected > 1 ? make("span", { class: "av-badge" }, `${ledger.arrived} of ${ledger.expected} arrived`) : null;
  const table = make("table", { class: "av-ledger", "aria-label": `what has reached ${ledger.target}` }, make("tbody", {}, ...rows));
  return [make("div", { class: "av-for" }, "for ", make("b", {}, ledger.target), " ", badge), table];
}

/** The user's own lines; the expression of this step is marked. */
class Source {
  constructor(blocks, signal) {
    this.blocks = blocks;
    this.shown = -1;
    this.caption = make("figcaption", {});
    this.lines = make("pre", { tabindex: "0", "aria-label": "Source lines" });
    this.element = make("figure", { class: "av-source" }, this.caption, scrolling(this.lines, signal));
    this.element.hidden = !blocks.length;
    if (blocks.length) this.open(0);
  }

  open(number) {
    if (this.shown === number) return;
    this.shown = number;
    const block = this.blocks[number];
    this.caption.textContent = block.label;
    this.lines.replaceChildren(...block.lines.map((text, i) => make("span", { class: "av-line", "data-line": block.first + i }, text || " ")));
    resized(this.lines);
  }

  mark(line) {
    const before = this.lines.querySelector(".av-current");
    if (before) {
      before.classList.remove("av-current");
      before.replaceChildren(before.textContent);
    }
    if (!line || !this.blocks[line.block]) return;
    this.open(line.block);
    const element = this.lines.querySelector(`[data-line="${Number(line.number)}"]`);
    if (!element) return;
    element.classList.add("av-current");
    const text = element.textContent;
    if (line.start != null && line.end != null) {
      element.replaceChildren(text.slice(0, line.start), make("mark", {}, text.slice(line.start, line.end)), text.slice(line.end));
    }
    this.reveal();
  }

  /** Scroll as little as needed to have the marked line in sight, and of a long one the marked expression. */
  reveal() {
    const { lines } = this, element = lines.querySelector(".av-current");
    if (!element) return;
    const top = element.offsetTop, room = lines.clientHeight - element.offsetHeight;
    if (top < lines.scrollTop || top > lines.scrollTop + room) lines.scrollTop = Math.max(0, top - room / 2);
    const mark = element.querySelector("mark"), side = 30;
    const left = mark ? mark.offsetLeft - side : 0, right = mark ? mark.offsetLeft + mark.offsetWidth + side : 0;
    if (right <= lines.clientWidth) lines.scrollLeft = 0; // as long as the line's beginning can stay, it does
    else if (left < lines.scrollLeft || right - left > lines.clientWidth) lines.scrollLeft = left;
    else if (right > lines.scrollLeft + lines.clientWidth) lines.scrollLeft = right - lines.clientWidth;
  }
}

const LEGEND = [
  ["leaf", "leaf: you made it; += is where its .grad is added to"],
  ["intermediate", "intermediate: made by an operation"],
  ["unnamed", "intermediate without a name"],
  ["root", "result: backward starts here"],
  ["constant", "constant: no gradient"],
  ["op", "operation, with its grad_fn"],
  ["chip", "gradient sent along a line"],
  ["now", "this step"],
];

function legend(graph) {
  const kinds = [...LEGEND];
  if (graph.nodes.some((node) => node.module)) kinds.push(["module", "module, folded: click to open it"]);
  if (graph.nodes.some(({ device }) => device && device !== "cpu")) kinds.push(["device", "on this GPU; without a tag, on the CPU"]);
  if (graph.nodes.some(isTransfer)) kinds.push(["transfer", "transfer to another device"]);
  const items = kinds.map(([kind, words]) => make("li", {}, make("i", { class: `av-swatch av-swatch-${kind}` }), words));
  return make("details", { class: "av-legend" }, make("summary", {}, "Legend"), make("ul", {}, ...items));
}

// ---------------------------------------------------------------- prediction

/** The looks of a frame with what is to be guessed left out: the rest stays as it was a moment before. */
function hidden(frame, now, before) {
  const { event } = frame, nodes = new Map(now.nodes), edges = new Map(now.edges);
  const id = event.target ?? event.node, edge = event.target && `${event.node}-${event.target}-${event.slot}`;
  if (before.nodes.has(id)) {
    const look = event.kind === "accumulate" ? { ...before.nodes.get(id), status: "now", gradient: "?", missing: true } : before.nodes.get(id);
    nodes.set(id, { ...look, label: "" });
  }
  if (edge && edges.has(edge)) edges.set(edge, { ...edges.get(edge), text: "?", label: "" });
  return { nodes, edges };
}

/** Whether a guess is right to the digits that are shown. */
function isRight(guess, answer) {
  if (!Number.isFinite(guess)) return false;
  return guess === answer || Math.abs(guess - answer) <= 0.005 * Math.abs(answer);
}

// ---------------------------------------------------------------- player

class Player {
  constructor(model, el, signal) {
    this.model = model;
    this.signal = signal;
    this.playing = null;
    this.waiting = null;
    this.silent = false; // the kernel has not answered
    this.selected = null;
    this.question = null;
    this.answered = new Set(); // positions whose number has been guessed or shown
    this.shown = 0;
    this.build();
    el.append(this.root);
    this.choosePicture(0);
    this.watchSize();
    this.listen();
    this.refresh();
  }

  get frames() { return this.model.get("frames"); }
  get position() { return Math.min(this.model.get("position"), this.frames.length - 1); }
  get length() { return Math.max(this.model.get("length"), this.frames.length - 1); }
  get frame() { return this.frames[this.position]; }

  /** Whether there is a step after those that are known: only a live pass with nothing in its way has one. */
  get canRunOn() {
    const { model } = this;
    return model.get("mode") === "live" && !model.get("finished") && !model.get("closed") && !model.get("error");
  }

  build() {
    const button = (name, title, act) => make("button", { type: "button", title, on: { click: () => act() } }, name);
    this.buttons = {
      restart: button("Restart", "Back to the start (Home)", () => this.go(0)),
      back: button("Back", "One step back (\u2190)", () => this.go(this.position - 1)),
      step: button("Step", "One step on (\u2192)", () => this.step()),
      play: button("Play", "Step by itself (Space)", () => this.toggle()),
      end: button("End", "To the last step (End)", () => this.end()),
    };
    this.buttons.step.classList.add("av-main");
    this.slider = make("input", { type: "range", min: 0, step: 1, "aria-label": "Position", on: { input: () => this.go(Number(this.slider.value)) } });
    this.count = make("span", { class: "av-count" });
    this.speed = make("select", { "aria-label": "Speed", title: "Speed" }, ...[0.5, 1, 2, 4].map((x) => make("option", { value: x, selected: x === 1 }, `${x}\u00d7`)));
    this.predict = make("button", { type: "button", "aria-pressed": "false", title: "Hide each number until you have said what it is", on: { click: () => this.togglePredict() } }, "Predict");
    const bar = make("div", { class: "av-bar" }, make("div", { class: "av-buttons" }, ...Object.values(this.buttons)), this.slider, this.count, make("div", { class: "av-buttons" }, this.speed, this.predict));

    this.alert = make("div", { class: "av-alert", role: "alert", hidden: true });
    this.notes = make("div", { class: "av-notes" });
    this.view = make("div", { class: "av-view" });
    this.choice = make("select", { "aria-label": "Modules", on: { change: () => this.choosePicture(this.choice.selectedIndex) } },
      ...this.model.get("pictures").map((picture) => make("option", {}, picture.name)));
    this.choice.hidden = this.model.get("pictures").length < 2;
    const zoom = (name, words, act) => make("button", { type: "button", class: "av-small", "aria-label": words, title: words, on: { click: act } }, name);
    const tools = make("div", { class: "av-tools" }, this.choice,
      zoom(MINUS, "Zoom out (Ctrl and wheel)", () => this.picture.zoomBy(1 / 1.25)), zoom("+", "Zoom in (Ctrl and wheel)", () => this.picture.zoomBy(1.25)),
      zoom("\u2922", "Whole picture, or readable text", () => { this.picture.toggleWhole(); this.picture.follow(this.frame.highlight); }));
    this.panelBody = make("div", { class: "av-panel-body" });
    this.panelTitle = make("h3", {});
    this.panel = make("aside", { class: "av-panel", "aria-label": "Numbers", hidden: true },
      make("header", {}, this.panelTitle, make("button", { type: "button", class: "av-small", "aria-label": "Close", on: { click: () => this.close() } }, "\u00d7")), this.panelBody);
    this.say = make("p", { class: "av-say", role: "status", "aria-live": "polite" });
    this.guess = this.buildGuess();
    this.equation = make("div", { class: "av-equation" });
    this.ledger = make("div", { class: "av-ledger-pane" });
    this.source = new Source(this.model.get("graph").code ?? [], this.signal);
    const below = make("div", { class: "av-below" }, make("div", { class: "av-work" }, scrolling(this.equation, this.signal, ["left", "right"]), this.ledger), this.source.element);
    below.classList.toggle("av-no-source", this.source.element.hidden);
    this.root = make("div", { class: "av-player", role: "group", "aria-label": "Player of a backward pass", tabindex: "-1", "data-lm-suppress-shortcuts": "true" },
      bar, this.alert, this.notes, make("div", { class: "av-stage" }, make("div", { class: "av-picture" }, scrolling(this.view, this.signal), tools, legend(this.model.get("graph"))), this.panel), make("div", { class: "av-words" }, this.say, this.guess), below);
  }

  buildGuess() {
    this.guessField = make("input", { type: "text", inputmode: "decimal", "aria-label": "Your guess", size: 8, autocomplete: "off" });
    this.verdict = make("span", { class: "av-verdict", role: "alert" });
    return make("form", { class: "av-guess", hidden: true, on: { submit: (event) => { event.preventDefault(); this.check(); } } },
      this.guessField, make("button", { type: "submit" }, "Check"), make("button", { type: "button", on: { click: () => this.reveal() } }, "Show"), this.verdict);
  }

  /** Fit again and keep this step in sight when the room changes: also from none, as in a notebook tab not yet shown. */
  watchSize() {
    const observer = new ResizeObserver(() => {
      this.picture.fit();
      if (this.written !== undefined) this.picture.follow(this.frame.highlight, false);
      this.source.reveal();
    });
    observer.observe(this.view);
    this.signal.addEventListener("abort", () => observer.disconnect());
  }

  listen() {
    const { model, signal } = this;
    for (const name of ["position", "length", "frames", "finished", "closed", "error", "note"]) model.on(`change:${name}`, () => this.soon());
    model.on("msg:custom", (message) => this.told(message));
    this.root.addEventListener("keydown", (event) => this.key(event), { signal });
    pannable(this.view, () => this.picture, signal);
    signal.addEventListener("abort", () => { this.pause(); clearTimeout(this.waiting); });
  }

  // ------------------------------------------------------------ moving

  step() {
    if (this.question) return this.reveal();
    return this.go(this.position + 1);
  }

  end() {
    this.pause();
    this.question = null;
    if (this.canRunOn) this.ask({ kind: "end" });
    else this.go(this.frames.length - 1);
  }

  /** Show a position; where its frame does not exist yet, ask the kernel to run that far. */
  go(position) {
    const wanted = Math.max(0, Math.min(position, this.length));
    this.question = null;
    if (wanted < this.frames.length) {
      if (wanted === this.position) return this.refresh();
      this.model.set("position", wanted);
      this.model.save_changes();
      return this.soon();
    }
    if (this.canRunOn) this.ask({ kind: "goto", position: wanted });
    else this.go(this.frames.length - 1);
  }

  toggle() {
    if (this.playing) return this.pause();
    if (!this.canRunOn && this.position >= this.frames.length - 1) this.go(0);
    this.playing = setTimeout(() => this.beat(), 200);
    this.refresh();
  }

  pause() {
    clearTimeout(this.playing);
    this.playing = null;
    setText(this.buttons.play, "Play");
  }

  /** One step of playing. The next beat comes after the kernel has answered. */
  beat() {
    if (!this.playing) return;
    const last = this.position >= this.frames.length - 1;
    if ((last && !this.canRunOn) || this.question) { this.pause(); return this.refresh(); }
    this.step();
    this.playing = setTimeout(() => this.beat(), PACE / Number(this.speed.value));
  }

  ask(message) {
    if (this.waiting) return; // one request at a time: a step asked for twice is still one step
    this.waiting = setTimeout(() => { this.waiting = null; this.silent = true; this.pause(); this.refresh(); }, ANSWER_WITHIN);
    this.root.classList.add("av-busy");
    try {
      this.model.send(message);
    } catch {
      this.heard();
      this.silent = true;
    }
    this.refresh();
  }

  heard() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.silent = false;
    this.refused = "";
    this.root.classList.remove("av-busy");
  }

  told(message) {
    if (message.kind === "frames") {
      // In place, and by number: several views of one model all get this message.
      message.frames.forEach((frame, i) => { this.frames[message.start + i] = frame; });
    } else if (message.kind === "refused") {
      this.heard();
      this.refused = message.text;
      this.pause();
    } else if (message.kind === "answered" && this.waiting) {
      this.heard();
    } else if (message.kind === "answered") {
      this.silent = false;
    }
    this.soon();
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const typing = event.target.matches("input[type=text],select");
    const range = event.target === this.slider, pressable = event.target.matches("button,summary");
    const acts = { Escape: () => this.close() };
    if (!typing) {
      if (!range) Object.assign(acts, { ArrowRight: () => this.step(), ArrowLeft: () => this.go(this.position - 1), Home: () => this.go(0), End: () => this.end() });
      if (!pressable) acts[" "] = () => this.toggle();
    }
    event.stopPropagation(); // a notebook has shortcuts of its own on these keys
    if (!acts[event.key]) return;
    event.preventDefault();
    if (event.key !== " ") this.pause();
    acts[event.key]();
  }

  // ------------------------------------------------------------ showing

  /** Refresh once after several changes that come together. */
  soon() {
    if (this.pending) return;
    this.pending = true;
    queueMicrotask(() => { this.pending = false; if (!this.signal.aborted) this.refresh(); });
  }

  refresh() {
    const { frames, position, length, frame } = this;
    if (position !== this.shown) {
      const forward = position === this.shown + 1;
      this.shown = position;
      this.question = forward && this.predicting && frame.ask && !this.answered.has(position) ? frame.ask : null;
      this.verdict.textContent = "";
      this.guessField.value = "";
      if (this.question) this.pause();
    }
    const looks = looksAt(frames, position, this.number);
    this.picture.show(this.question ? hidden(frame, looks, looksAt(frames, position - 1, this.number)) : looks);
    this.showWords(frame);
    this.showControls(position, length);
    this.showAlerts();
    this.showPanel();
    if (position !== this.followed || this.number !== this.followedIn) this.picture.follow(frame.highlight, this.followed !== undefined);
    this.followed = position;
    this.followedIn = this.number;
  }

  showWords(frame) {
    const parts = this.question ? this.question.question : frame.say;
    const words = parts.map(([text]) => text).join("");
    if (this.say.textContent !== words) this.say.replaceChildren(...said(parts));
    this.guess.hidden = !this.question;
    if (this.question && document.activeElement !== this.guessField && this.root.contains(document.activeElement)) this.guessField.focus({ preventScroll: true });
    const shown = this.question ? null : frame;
    if (this.written !== shown) {
      this.written = shown;
      const math = shown?.equation ? parsed(shown.equation, "application/xml") : null;
      this.equation.replaceChildren(...(math ? [math] : []));
      this.equation.scrollLeft = 0;
      resized(this.equation);
      this.ledger.replaceChildren(...ledgerOf(shown?.ledger));
    }
    this.source.mark(frame.highlight.line);
  }

  showControls(position, length) {
    const last = position >= this.frames.length - 1 && !this.canRunOn;
    const able = { restart: position > 0, back: position > 0, step: !last || this.question, play: this.frames.length > 1 || this.canRunOn, end: !last };
    // Not `disabled`: a button that has the focus would lose it, and the keys with it.
    for (const [name, button] of Object.entries(this.buttons)) setAttribute(button, "aria-disabled", String(!able[name]));
    setText(this.buttons.play, this.playing ? "Pause" : "Play");
    this.slider.max = length;
    this.slider.value = position;
    this.slider.style.setProperty("--av-part", `${length ? (100 * position) / length : 0}%`);
    setText(this.count, `step ${position} of ${length}`);
    setAttribute(this.slider, "aria-valuetext", this.count.textContent);
  }

  showAlerts() {
    const { model } = this;
    const error = model.get("error");
    let alert = "";
    if (error) alert = `The pass stopped here: ${error}\nThe steps up to here still play. Mend it and run av.play(...) again for a new pass.`;
    else if (this.refused) alert = this.refused;
    else if (this.silent) alert = "The kernel has not answered: it is busy or no longer running. The steps shown so far still play.";
    this.alert.hidden = !alert;
    setText(this.alert, alert);
    const notes = [...(model.get("graph").notes ?? [])];
    if (model.get("mode") === "replay") notes.unshift("Replay: these steps were recorded before; .grad is not touched.");
    if (model.get("closed") && !model.get("finished")) notes.unshift("This player is closed: the steps shown so far still play.");
    if (model.get("note")) notes.unshift(model.get("note"));
    const key = notes.join("\n");
    if (this.noted !== key) {
      this.noted = key;
      this.notes.replaceChildren(...notes.map((note) => make("p", {}, note)));
    }
  }

  choosePicture(number) {
    this.number = number;
    this.cache ??= [];
    const pictures = this.model.get("pictures");
    this.cache[number] ??= new Picture(this.view, pictures[number].svg, (g) => this.open(g));
    this.picture = this.cache[number];
    this.choice.selectedIndex = number;
    this.view.replaceChildren(this.picture.svg);
    this.picture.fit();
    if (this.selected?.module) this.close();
    if (this.written !== undefined) this.refresh();
  }

  // ------------------------------------------------------------ panel

  open(g) {
    this.opener = g;
    const { node, edge } = g.dataset;
    this.selected = { id: node ?? edge, isEdge: !!edge, module: g.dataset.kind === "module", outside: g.dataset.kind === "outside" };
    this.panel.hidden = false;
    this.panelShown = null;
    this.showPanel();
    this.picture.fit();
  }

  showPanel() {
    for (const g of this.root.querySelectorAll(".av-selected")) g.classList.remove("av-selected");
    if (!this.selected) return;
    const { id, isEdge, module, outside } = this.selected;
    (isEdge ? this.picture.parts.edges : this.picture.parts.nodes).get(id)?.classList.add("av-selected");
    const key = `${id} ${this.position} ${this.number}`;
    if (this.panelShown === key) return;
    this.panelShown = key;
    const [title, ...parts] = module || outside ? this.boxPanel(id) : panelOf(id, isEdge, this.model.get("graph"), this.model.get("glossary"), this.frames, this.position);
    this.panelTitle.textContent = title;
    this.panelBody.replaceChildren(...parts);
  }

  /** A folded module: its label, and the picture in which it is open. */
  boxPanel(id) {
    const g = this.picture.parts.nodes.get(id), path = this.model.get("pictures")[this.number].modules[id];
    const others = this.model.get("pictures").map((picture, i) => [picture, i]).filter(([picture]) => path !== undefined && !Object.values(picture.modules).includes(path));
    const best = others.sort(([a], [b]) => Object.keys(b.modules).length - Object.keys(a.modules).length)[0];
    const parts = [make("p", {}, g.getAttribute("aria-label"))];
    if (best) parts.push(make("button", { type: "button", on: { click: () => this.choosePicture(best[1]) } }, "Open this module"));
    return [path ?? "Not drawn", ...parts];
  }

  close() {
    if (!this.selected) return;
    this.selected = null;
    this.panel.hidden = true;
    this.showPanel();
    this.picture.fit();
    if (this.opener?.isConnected) this.opener.focus({ preventScroll: true });
  }

  // ------------------------------------------------------------ prediction

  togglePredict() {
    this.predicting = !this.predicting;
    setAttribute(this.predict, "aria-pressed", String(this.predicting));
    if (!this.predicting) this.question = null;
    this.refresh();
  }

  check() {
    const guess = Number(this.guessField.value.trim().replaceAll(MINUS, "-").replace(",", ".") || "x");
    const right = isRight(guess, Number(this.question.answer));
    if (right) return this.reveal(`${this.guessField.value.trim().replace("-", MINUS)} is right. `);
    this.verdict.textContent = Number.isFinite(guess) ? "Not quite. Try again, or press Show." : "Type a number, such as \u22122.5.";
    this.guessField.select();
    return undefined;
  }

  reveal(praise = "") {
    this.answered.add(this.position);
    this.question = null;
    this.guessField.value = "";
    this.refresh();
    this.verdict.textContent = "";
    if (praise) this.say.prepend(make("b", { class: "av-right" }, praise));
    this.buttons.step.focus({ preventScroll: true });
  }
}

function render({ model, el, signal }) {
  const own = new AbortController();
  signal?.addEventListener("abort", () => own.abort());
  new Player(model, el, own.signal);
  return () => own.abort();
}

export default { render };
