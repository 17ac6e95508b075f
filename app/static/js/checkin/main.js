// The gate page: enrol, search, scan; the rest is door.js.

import { NoAnswer } from './api.js';
import { looksLikeBadge } from './badge.js';
import { makeDoor } from './door.js';
import { drawCode, looksLikeHandover } from './handover.js';
import { keepLanguage } from './language.js';
import { openScanner } from './scanner.js';
import { makeSearch } from './search.js';
import { keepEnrolment, makeBase, openSession } from './session.js';
import { signal, stayAwake, wake } from './signals.js';
import { openStore } from './store.js';
import { encodeQR } from '/static/vendor/qr/index.js';
import { $, fill, makeView, say, show } from './view.js';
import { openNames } from './spelling.js';
import { keepFresh } from './worker.js';

const words = JSON.parse($('words').textContent);
const FRESH = 60_000;
const STALE = 5 * 60_000;
const ANCIENT = 60 * 60_000;
const WRONG_CLOCK = 120_000;

let base = null;
let session = null;
let scanner = null;

async function boot() {
  const spoken = document.documentElement.lang;
  if (keepLanguage({ storage: () => window.localStorage, location: window.location, spoken })) return;
  document.addEventListener('pointerdown', wake, { passive: true });
  keepFresh({ busy, newest: () => base?.api.newest(), build: words.build });
  try {
    base = await makeBase(await openStore(), words.build);
  } catch (error) {
    show('home');
    return unstored(error);
  }
  const kept = await navigator.storage?.persist?.().catch(() => false);
  wireEnrolment();
  await begin();
  if (session && kept === false) say('warning', words.not_kept);
}

function unstored(error) {
  window.console.error(error);
  say('warning', words.no_storage);
  return false;
}

/** Scans wait, the scanner is open, or somebody is in the middle of something. */
function busy() {
  const rests = !$('home').hidden && !$('query').value;
  const offers = !$('enrol').hidden && !$('code').value;
  return Boolean(scanner) || (session?.waiting() ?? 0) > 0 || !(rests || offers);
}

async function begin() {
  session = await openSession(base, {
    heard: refresh,
    written: refresh,
    closed: (why) => say('warning', words[why]),
    failed: unstored,
    decided({ kind }, { item }) {
      signal(kind === 'entry' ? 'green' : 'red');
      say('warning', fill(kind === 'entry' ? words.protocol_admits : words.protocol_refuses, { name: item.shown_name || words.unnamed }));
    },
    conflict: (conflict) => {
      const guest = session.model.guests.get(conflict.gid);
      if (guest) say('warning', fill(words.conflicts, { name: guest.line }));
    },
  });
  if (!session) return enrolScreen(false);
  const gates = new Map(session.grant.gates.map((gate) => [gate.id, gate.name]));
  session.gateName = (id) => gates.get(id) ?? '';
  const view = makeView({ words, zone: session.grant.event.zone, gateName: session.gateName });
  session.view = view;
  const door = makeDoor({ session, view, words, home });
  wireHome(door, view);
  home();
  session.start();
  names = await openNames(words.spelling);
  seekAgain();
}

let names = null;

/** What was typed before the list or the matcher was there is looked for once they are. */
function seekAgain() {
  const query = $('query');
  if (query.value.trim() && !$('hits').children.length) query.oninput?.();
}

function home() {
  closeScanner();
  say('said', '');
  $('query').value = '';
  $('hits').replaceChildren();
  show('home');
  refresh();
}

function refresh() {
  if (!session) return;
  const { grant, view } = session;
  const age = session.age();
  $('gate-name').textContent = session.gateName(grant.gate_id);
  $('event-name').textContent = grant.event.title;
  const [version, count] = session.version().split(' + ');
  const parts = [version && fill(count ? words.list_changes : words.list, { version, count })];
  const old = age === null ? words.never : fill(words.old, { age: view.age(age) });
  const waiting = fill(words.waiting, { count: session.waiting() });
  parts.push(old);
  $('list-state').textContent = parts.filter(Boolean).join(' · ');
  $('dot').className = `dot${age !== null && age < FRESH ? ' live' : ''}${age === null || age > ANCIENT ? ' old' : ''}`;
  $('inside').textContent = fill(words.inside, { count: session.model.inside() });
  $('waiting').textContent = waiting;
  $('verdict-state').textContent = `${old} · ${waiting}`;
  const off = Math.abs(base.clock.offset());
  if (off > WRONG_CLOCK) say('warning', fill(words.clock, { age: view.age(off) }));
  else if (!session.shut() && (age === null || age > STALE)) say('warning', words.no_network);
  else if ([words.no_network].includes($('warning').textContent)) say('warning', '');
  seekAgain();
}

function wireHome(door, view) {
  const { model } = session;
  const search = makeSearch({ guests: model.guests, names: (typed, guests) => names?.(typed, guests, model.version()) ?? [] });
  const query = $('query');
  query.oninput = () => {
    const typed = query.value;
    if (looksLikeBadge(typed) || looksLikeHandover(typed)) return;
    const hits = search(typed).map((guest) => view.hit(
      guest, { presence: model.presence(guest.gid), party: model.party(guest), typed }, () => door.meet(guest),
    ));
    $('hits').replaceChildren(...hits);
    say('said', typed.trim() && !hits.length ? words.nobody : '');
  };
  query.onkeydown = (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (looksLikeHandover(query.value)) takeOver(query.value);
    else if (looksLikeBadge(query.value)) door.read(query.value, 'keyboard');
    else $('hits').querySelector('button')?.click();
  };
  $('walk-in').onclick = () => door.walkInForm(looksLikeBadge(query.value) ? '' : query.value.trim());
  $('scan').onclick = () => startScanner(door);
  $('scan-close').onclick = closeScanner;
  $('more').onclick = settings;
}

async function startScanner(door) {
  if (scanner) return closeScanner();
  $('finder').hidden = false;
  try {
    scanner = await openScanner($('video'), (text) => (looksLikeHandover(text) ? takeOver(text) : door.read(text, 'qr')));
  } catch {
    $('finder').hidden = true;
    return say('said', words.camera_refused);
  }
  let lit = false;
  $('torch').hidden = !scanner.hasTorch;
  $('torch').onclick = () => {
    lit = !lit;
    scanner.torch(lit);
  };
  return null;
}

/** Another phone's QR of who is inside. */
async function takeOver(text) {
  const count = await session.takeOver(text.trim());
  home();
  say('said', count === null ? words.handover_other : fill(words.handover_taken, { count }));
}

async function handOver() {
  drawCode(encodeQR(await session.handOver(), 'raw', { ecc: 'low', border: 4 }), $('handover-code'));
  $('handover').hidden = false;
}

/** Who is inside, by what this phone knows; that it was looked at is told to the server with the next upload. */
async function evacuation() {
  const { model, view } = session;
  await session.noteMuster();
  const key = (guest) => guest.line || '';
  const inside = [...model.guests.values()].filter((guest) => model.presence(guest.gid).inside);
  view.muster(inside.sort((a, b) => key(a).localeCompare(key(b))), model.party);
}

/** The log as a file: where no network comes back, the officer takes it from here. */
async function saveLog() {
  const file = new Blob([await session.logText()], { type: 'application/json' });
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: 'gate-log.json' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), FRESH);
}

function closeScanner() {
  scanner?.close();
  scanner = null;
  $('finder').hidden = true;
}

function settings() {
  closeScanner();
  const { grant, device } = session;
  const facts = [[words.event, grant.event.title], [words.gate, session.gateName(grant.gate_id)], [words.build_label, words.build]];
  $('settings-facts').replaceChildren(...facts.flatMap(([term, fact]) => [
    Object.assign(document.createElement('dt'), { textContent: term }),
    Object.assign(document.createElement('dd'), { textContent: fact }),
  ]));
  $('settings-operator').value = device.operator;
  $('settings-operator').onchange = () => session.setOperator($('settings-operator').value.trim());
  say('settings-said', '');
  $('handover').hidden = true;
  $('to-board').hidden = !grant.caps.includes('board');
  $('to-muster').hidden = !grant.caps.includes('muster');
  $('evacuation').onclick = evacuation;
  $('muster-back').onclick = settings;
  $('hand-over').onclick = handOver;
  $('save-log').onclick = saveLog;
  $('settings-back').onclick = home;
  $('another-event').onclick = () => enrolScreen(true);
  $('sign-out').onclick = async () => {
    const complete = await session.finish();
    say('settings-said', complete ? words.finished : fill(words.unfinished, { count: session.waiting() }));
  };
  show('settings');
  $('settings-title').focus();
}

function enrolScreen(known) {
  $('enrol-back').hidden = !known;
  $('enrol-back').onclick = home;
  const apple = /iPhone|iPad/u.test(navigator.userAgent) && !navigator.standalone;
  $('install-first').hidden = !apple;
  show('enrol');
  takeOffered();
  $('code').focus();
}

/** A link may bring the code after the #, which no server and no log ever sees. */
function takeOffered() {
  const offered = new URLSearchParams(window.location.hash.slice(1));
  if (!offered.get('code')) return;
  $('code').value = offered.get('code');
  $('operator').value = offered.get('operator') ?? '';
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
}

function wireEnrolment() {
  $('enrol-form').onsubmit = async (event) => {
    event.preventDefault();
    const [code, operator, name] = ['code', 'operator', 'device-name'].map((id) => $(id).value.trim());
    if (!code || !operator) return say('enrol-error', words.fill);
    say('enrol-error', '');
    try {
      const { status, data } = await base.api.enrol(code, name, operator);
      if (status === 409) return say('enrol-error', words.other_mission);
      if (status !== 201) return say('enrol-error', status === 410 ? words.enrol_failed : words.enrol_slow);
      await keepEnrolment(base.store, data, operator);
      return window.location.reload();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return say('enrol-error', words.enrol_slow);
    }
  };
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return;
  stayAwake();
  session?.now();
});
window.addEventListener('online', () => session?.now());
setInterval(refresh, 1_000);
boot();
