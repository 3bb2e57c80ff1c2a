// The chat page: sends without reloading, shows what arrives, and keeps the reader's own lines until the tab is closed.

const log = document.getElementById("log");
const status = document.getElementById("status");
const speak = document.getElementById("say");
const box = document.getElementById("words");
const words = log.dataset;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
const SHOWN = 50;
const TRAIL = 3;

document.documentElement.classList.add("js");

const nonce = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// --- the reader's own lines: this tab remembers the last 50, each by the message it stood under ---

const shelf = `said ${words.me}`;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(shelf)) ?? [];
  } catch {
    return [];
  }
}

function keep(line) {
  try {
    sessionStorage.setItem(shelf, JSON.stringify([...kept(), line].slice(-SHOWN)));
  } catch {
    // A full or forbidden store costs a line after a reload, nothing else.
  }
}

function ownLine(text) {
  const line = document.createElement("article");
  line.className = "own";
  const who = line.appendChild(document.createElement("h2"));
  who.className = "hidden";
  who.textContent = words.you;
  const said = line.appendChild(document.createElement("p"));
  said.dir = "auto";
  said.textContent = text;
  return line;
}

function restore() {
  const whole = log.children.length < SHOWN;
  for (const { text, under } of kept()) {
    let spot = under ? log.querySelector(`[data-place="${under}"]`) : null;
    if (under ? !spot : !whole) continue;
    let next = spot ? spot.nextElementSibling : log.firstElementChild;
    while (next?.classList.contains("own")) next = next.nextElementSibling;
    log.insertBefore(ownLine(text), next);
  }
}

// --- what Plaza says: each message has a place and a version; a newer version takes the place of an older one ---

function atEnd() {
  return window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 160;
}

function reveal(element) {
  const tall = element.offsetHeight > window.innerHeight * 0.6;
  element.scrollIntoView({ block: tall ? "start" : "nearest" });
}

function show(entries, mine = false) {
  const follow = mine || atEnd();
  let last = null;
  for (const { place, version, html } of entries) {
    const old = log.querySelector(`[data-place="${place}"]`);
    if (old && Number(old.dataset.version) >= version) continue;
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = holder.content.firstElementChild;
    if (old) old.replaceWith(fresh);
    else log.append(fresh);
    last = fresh;
    prepare(fresh);
  }
  if (last) {
    settle();
    if (follow) reveal(last);
    if (document.hidden) document.title = `(${++unseen}) ${title}`;
  }
  return last;
}

function prepare(within) {
  if (!zone.includes("/")) return;
  for (const input of within.querySelectorAll("input[data-zone]")) input.value ||= zone;
}

const title = document.title;
let unseen = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen = 0;
  document.title = title;
  if (lost) follow();
});

// --- one line of news under the conversation ---

let working = 0;

function news(text = "") {
  clearTimeout(working);
  if (status.textContent !== text) status.textContent = text;
}

function busy() {
  clearTimeout(working);
  working = setTimeout(() => {
    news(words.working);
    working = setTimeout(settle, 20000);
  }, 400);
}

function settle() {
  if (!lost) news();
}

// --- sending ---

async function post(path, body) {
  busy();
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify({ zone, ...body }) }).catch(() => null);
  const answer = (await response?.json().catch(() => null)) ?? {};
  if (!response?.ok) {
    settle();
    throw new Error(answer.error ?? words.unsent);
  }
  // 202: nothing to show yet; the stream brings it.
  if (response.status !== 202) settle();
  return answer.entries ?? [];
}

async function say(text, id = nonce(), line = log.appendChild(ownLine(text))) {
  document.querySelector(".welcome").hidden = true;
  const under = Number([...log.querySelectorAll("[data-place]")].at(-1)?.dataset.place ?? 0);
  reveal(line);
  try {
    const entries = await post(speak.getAttribute("action"), { id, text });
    keep({ text, under });
    show(entries, true);
  } catch (error) {
    offerAgain(line, error.message, () => say(text, id, line));
  }
}

function offerAgain(line, reason, again) {
  const note = line.appendChild(document.createElement("div"));
  note.className = "unsent";
  note.setAttribute("role", "alert");
  note.append(`${reason} `);
  const button = note.appendChild(document.createElement("button"));
  button.type = "button";
  button.textContent = words.again;
  button.addEventListener("click", () => {
    note.remove();
    box.focus({ preventScroll: true });
    again();
  });
  reveal(line);
}

async function act(form, pressed) {
  if (form.getAttribute("aria-busy") === "true") return;
  const data = new FormData(form, pressed);
  const fields = Object.fromEntries([...data].filter(([name]) => name.startsWith("f.")).map(([name, value]) => [name.slice(2), value]));
  // A retry after a lost answer carries the same id, so it is the same input.
  pressed.dataset.id ??= nonce();
  const body = { id: pressed.dataset.id, message: data.get("message"), token: data.getAll("token").at(-1), fields };
  const article = form.closest("article");
  const focused = article.contains(document.activeElement);
  form.setAttribute("aria-busy", "true");
  try {
    const entries = await post(pressed.getAttribute("formaction") ?? form.getAttribute("action"), body);
    if (form.classList.contains("presses")) choose(pressed);
    const fresh = show(entries, true);
    if (fresh) refill(fresh, fields);
    moveFocus(fresh, focused);
  } catch (error) {
    news(error.message);
  }
  form.removeAttribute("aria-busy");
}

// A wrong answer comes back empty with its reason; what was typed need not be typed again.
function refill(fresh, fields) {
  for (const [name, typed] of Object.entries(fields)) {
    const input = fresh.querySelector(`input[name="f.${CSS.escape(name)}"]:not([type="radio"]), textarea[name="f.${CSS.escape(name)}"]`);
    if (input) input.value ||= typed;
  }
}

function choose(button) {
  button.setAttribute("aria-pressed", "true");
  button.disabled = true;
}

// Whoever uses the keyboard stays where things happen: at the first wrong answer, else at the new message.
function moveFocus(fresh, focused) {
  if (!fresh || !focused) return;
  const wrong = fresh.querySelector('[aria-invalid="true"]');
  const target = wrong?.matches("fieldset") ? wrong.querySelector("input") : wrong;
  (target ?? fresh).focus({ preventScroll: !target });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form === speak || form.matches(".suggestions")) {
    event.preventDefault();
    const text = (form === speak ? box.value : event.submitter.value).trim();
    if (!text) return;
    if (form === speak) box.value = "";
    grow();
    say(text);
    if (form !== speak) box.focus({ preventScroll: true });
  } else if (log.contains(form)) {
    event.preventDefault();
    act(form, event.submitter ?? form.querySelector("button"));
  } else if (form.matches("#leave")) {
    sessionStorage.clear();
  }
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  speak.requestSubmit();
});

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

box.addEventListener("input", grow);

// --- the stream ---

let source = null;
let lost = false;
let wait = 1000;
let retry = 0;
let grumble = 0;
// The cursor trails three messages behind; what comes twice is known by its place and version.
const trail = [words.after];

function follow() {
  clearTimeout(retry);
  source?.close();
  source = new EventSource(`/stream${words.query}${words.query ? "&" : "?"}after=${trail[0]}`);
  source.addEventListener("open", found);
  source.addEventListener("error", missed);
  source.addEventListener("delivery", (event) => {
    trail.push(event.lastEventId);
    if (trail.length > TRAIL) trail.shift();
    document.querySelector(".welcome").hidden = true;
    show(JSON.parse(event.data).entries);
  });
}

function found() {
  clearTimeout(grumble);
  grumble = 0;
  wait = 1000;
  if (!lost) return;
  lost = false;
  news(words.found);
  working = setTimeout(settle, 4000);
}

function missed() {
  source.close();
  // A short break is nobody's business.
  grumble ||= setTimeout(() => {
    lost = true;
    news(words.lost);
  }, 3000);
  retry = setTimeout(follow, wait);
  wait = Math.min(wait * 2, 15000);
}

addEventListener("online", () => lost && follow());
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => event.persisted && follow());

restore();
prepare(log);
log.lastElementChild?.scrollIntoView({ block: "end", behavior: "instant" });
if (navigator.cookieEnabled) follow();
