// The arrivals board beside the receiving line: whom to announce now and next, by what all gates have sent.

import { keepLanguage } from './language.js';
import { makeLine } from './line.js';
import { makeSearch } from './search.js';
import { makeBase, openSession } from './session.js';
import { signal, stayAwake, wake } from './signals.js';
import { openNames } from './spelling.js';
import { openStore } from './store.js';
import { $, button, fill, makeView, say, sayNames } from './view.js';
import { keepFresh } from './worker.js';

const words = JSON.parse($('words').textContent);
const SILENT = 120_000;
const SHOWN = 6;

let names = null;

async function boot() {
  const spoken = document.documentElement.lang;
  if (keepLanguage({ storage: () => window.localStorage, location: window.location, spoken })) return;
  document.addEventListener('pointerdown', wake, { passive: true });
  const base = await makeBase(await openStore(), words.build);
  keepFresh({ busy: () => Boolean($('query').value), newest: base.api.newest, build: words.build });
  const redraw = () => board?.draw();
  let board = null;
  const session = await openSession(base, { heard: redraw, written: redraw, closed: (why) => say('warning', words[why]), failed: unstored, conflict() {}, decided() {} });
  if (!session?.grant.caps.includes('board')) return say('warning', words.board_enrol);
  const line = await makeLine({ store: base.store, key: `board:${session.grant.event_id}`, model: session.model });
  board = makeBoard(session, line, base);
  board.draw();
  session.start();
  setInterval(redraw, 5_000);
  stayAwake();
  names = await openNames(words.spelling);
}

function unstored(error) {
  window.console.error(error);
  say('warning', words.no_storage);
  return false;
}

function makeBoard(session, line, base) {
  const { model, grant } = session;
  const gates = new Map(grant.gates.map((gate) => [gate.id, gate.name]));
  const view = makeView({ words, zone: grant.event.zone, gateName: (id) => gates.get(id) ?? '' });
  const name = (guest) => view.nameOf(guest, model.party(guest));
  const search = makeSearch({ guests: model.guests, names: (typed, guests) => names?.(typed, guests, model.version()) ?? [] });
  const sounded = new Set();
  const photos = new Map();
  const act = (change) => async () => {
    await change();
    draw();
  };

  function row(guest, buttons) {
    const made = document.createElement('li');
    const text = document.createElement('b');
    text.append(Object.assign(document.createElement('bdi'), { textContent: name(guest) }));
    const office = document.createElement('small');
    office.textContent = view.officeOf(guest);
    made.append(text, office, ...buttons);
    return made;
  }

  function memoryOf({ memory }) {
    if (!memory) return '';
    const said = [memory.last && fill(words.board_last, { day: dayOf(memory.last) })];
    if (memory.theirs) said.push(fill(words.board_theirs, { day: dayOf(memory.theirs) }));
    if (memory.regretted) said.push(fill(words.board_regretted, { count: memory.regretted }));
    return said.filter(Boolean).join(' · ');
  }
  const dayOf = (day) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(day));

  /** His portrait, asked for when it is his turn and kept for the evening in memory alone. */
  async function showPhoto({ gid, photo }) {
    const place = $('now-photo');
    if (place.dataset.gid === gid) return;
    place.dataset.gid = gid;
    place.hidden = true;
    if (!photo) return;
    if (!photos.has(gid)) photos.set(gid, await base.api.photo(grant.event_id, gid));
    const picture = photos.get(gid);
    if (!picture) photos.delete(gid);
    if (!picture || place.dataset.gid !== gid) return;
    place.src = picture;
    place.hidden = false;
  }

  function drawNow([guest]) {
    $('now').hidden = !guest;
    $('nobody').hidden = Boolean(guest);
    if (!guest) return;
    showPhoto(guest);
    sayNames('now-line', guest.announcement || name(guest));
    sayNames('now-pronunciation', guest.pronunciation);
    sayNames('now-office', view.officeOf(guest));
    say('now-memory', memoryOf(guest));
    $('announced').onclick = act(() => line.done(guest.gid));
    $('skip').onclick = act(() => line.skip(guest.gid));
  }

  function drawAlerts(alerts) {
    $('alerts').replaceChildren(...alerts.map(({ guest, seen }) => {
      if (!sounded.has(guest.gid)) signal('amber');
      sounded.add(guest.gid);
      const made = row(guest, [button(words.board_acknowledge, act(() => line.acknowledge(guest.gid)))]);
      made.querySelector('small').textContent = fill(words.board_at, { gate: gates.get(seen.gate_id) ?? '', time: view.clockTime(seen.at) });
      return made;
    }));
  }

  function drawGates() {
    const heard = Object.entries(session.gatesHeard()).filter(([, at]) => base.clock.corrected() - Date.parse(at) > SILENT);
    const said = heard.map(([id, at]) => fill(words.board_heard, { gate: gates.get(id) ?? '', age: view.age(base.clock.corrected() - Date.parse(at)) }));
    const age = session.age();
    if (age === null || age > SILENT) said.push(age === null ? words.never : fill(words.old, { age: view.age(age) }));
    say('silent', said.join(' · '));
  }

  function draw() {
    const { queue, alerts, missing } = line.state();
    drawNow(queue);
    $('next').replaceChildren(...queue.slice(1, SHOWN).map((guest) => row(guest, [button(words.board_first, act(() => line.first(guest.gid)))])));
    drawAlerts(alerts);
    say('missing', missing.length ? fill(words.board_missing, { names: missing.map(name).join(' · ') }) : '');
    drawGates();
  }

  $('query').oninput = () => {
    const hits = search($('query').value).slice(0, SHOWN);
    $('hits').replaceChildren(...hits.map((guest) => row(guest, [button(words.board_first, act(async () => {
      await line.first(guest.gid);
      $('query').value = '';
      $('hits').replaceChildren();
    }))])));
  };
  return { draw };
}

boot();
