// What the screens say. Everything a person typed goes in as text, never as markup.

import { plainOf } from './search.js';

export const $ = (id) => document.getElementById(id);
const SCREENS = ['enrol', 'home', 'verdict', 'paper', 'settings', 'muster'];

export function show(name) {
  for (const screen of SCREENS) $(screen).hidden = screen !== name;
}

const APART = '\u2068';
const rightToLeft = () => document.documentElement.dir === 'rtl';
const apart = (value) => (rightToLeft() ? `${APART}${value}\u2069` : value);

/** "in since %(time)s, %(gate)s" with its places filled; a Latin name turns no Urdu sentence round. */
export const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/gu, (_all, key) => apart(values[key] ?? ''));

/** A name in the direction of its own script, a sentence of ours around one in the page's. */
const isolated = (text, ...parts) => element('bdi', { dir: text.includes(APART) ? 'rtl' : 'auto' }, ...(parts.length ? parts : [text]));

export function say(id, text) {
  const place = $(id);
  place.textContent = text ?? '';
  place.hidden = !text;
}

/** A name, or several, a line each: every one in the direction of its own script, all at the page's edge. */
export function sayNames(id, text) {
  const lines = (text ?? '').split('\n').map((line) => isolated(line));
  $(id).replaceChildren(...lines.flatMap((line, place) => (place ? ['\n', line] : [line])));
  $(id).hidden = !text;
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export const button = (label, act, { big = false } = {}) => {
  const made = element('button', { type: 'button', textContent: label, className: big ? 'big' : '' });
  made.addEventListener('click', act);
  return made;
};

export function makeView({ words, zone, gateName }) {
  const clockTime = (at) => new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone,
  }).format(at);

  const since = (presence) => fill(words.in_since, { time: clockTime(presence.since), gate: gateName(presence.gate_id) });

  function age(milliseconds) {
    const seconds = Math.round(milliseconds / 1000);
    if (seconds < 90) return fill(words.seconds, { count: seconds });
    if (seconds < 5400) return fill(words.minutes, { count: Math.round(seconds / 60) });
    return fill(words.hours, { count: Math.round(seconds / 3600) });
  }

  const nameOf = (guest, party = []) => {
    if (guest.line) return guest.line;
    const host = party.find((other) => other.gid !== guest.gid && other.line);
    return host ? fill(words.companion_of, { name: host.line }) : guest.organisation || words.unnamed;
  };

  function officeOf(guest) {
    return [guest.office, guest.organisation].filter(Boolean).join(', ');
  }

  /** The name with what was typed marked in it, where it stands there letter by letter. */
  function marked(name, typed) {
    const parts = [...plainOf(typed).split(/\s+/u).filter(Boolean)];
    const pieces = name.split(/(\s+)/u).map((word) => {
      const part = parts.find((one) => plainOf(word).startsWith(one));
      const length = part ? Math.min(part.length, word.length) : 0;
      return [element('mark', { textContent: word.slice(0, length) }), word.slice(length)];
    });
    return isolated(name, ...pieces.flat().filter((piece) => piece.textContent ?? piece));
  }

  function hit(guest, { presence, party, typed }, open) {
    const facts = [officeOf(guest)];
    if (guest.spouse) facts.push(fill(words.with, { name: guest.spouse }));
    if (guest.badge) facts.push(fill(words.no, { number: guest.badge.no }));
    facts.push(presence.inside ? since(presence) : words.state[guest.status] ?? '');
    const made = button('', open);
    made.className = 'hit';
    const said = facts.filter(Boolean).map((fact) => isolated(fact));
    const apart = said.flatMap((fact, place) => (place ? [' · ', fact] : [fact]));
    made.append(element('b', {}, marked(nameOf(guest, party), typed)), element('small', {}, ...apart));
    return element('li', {}, made);
  }

  /** colour: green, amber, red, or null for a guest who is only looked at. */
  function verdict({ colour, word, sentence, who = '', office = '', number = null, note = '', choices = null, buttons }) {
    const screen = $('verdict');
    if (colour) screen.dataset.colour = colour;
    else delete screen.dataset.colour;
    $('verdict-icon').setAttribute('href', `#icon-${colour ?? 'plain'}`);
    sayNames('verdict-word', word);
    say('verdict-sentence', sentence);
    sayNames('verdict-who', who);
    sayNames('verdict-office', office);
    $('verdict-no').textContent = number ? fill(words.no, { number }) : '';
    $('verdict-note').textContent = note;
    $('verdict-choices').replaceChildren(...(choices ?? []));
    $('verdict-choices').hidden = !choices;
    $('verdict-buttons').replaceChildren(...buttons);
    show('verdict');
    screen.focus();
  }

  /** A box to tick for each guest; changed(ticked) is called with those who are, at first with all. */
  function ticks(guests, party, changed) {
    const rows = guests.map((guest) => {
      const box = element('input', { type: 'checkbox', checked: true });
      const name = isolated(nameOf(guest, party));
      const tell = () => changed(guests.filter((_one, place) => rows[place].box.checked));
      box.addEventListener('change', tell);
      return { box, row: element('label', {}, box, name) };
    });
    return rows.map(({ row }) => row);
  }

  /** Everyone inside, to be ticked off as safe. */
  function muster(guests, partyOf) {
    const lines = guests.map((guest) => {
      const facts = [guest.badge ? fill(words.no, { number: guest.badge.no }) : '', officeOf(guest)].filter(Boolean);
      const text = element('span', {}, isolated(nameOf(guest, partyOf(guest))), element('small', {}, isolated(facts.join(' · '))));
      return element('li', {}, element('label', {}, element('input', { type: 'checkbox' }), text));
    });
    say('muster-count', fill(words.inside, { count: guests.length }));
    $('muster-list').replaceChildren(...lines);
    show('muster');
    $('muster-title').focus();
  }

  /** A form of one or a few fields; act(values) is called with what was typed. */
  function paper({ title, text = '', fields, actions, back }) {
    say('paper-title', title);
    sayNames('paper-text', text);
    const error = element('p', { className: 'warn', hidden: true });
    error.setAttribute('role', 'alert');
    const inputs = fields.map(({ name, label, value = '' }) => {
      const input = element('input', { id: `paper-${name}`, name, value, autocomplete: 'off' });
      input.dir = 'auto';
      return [element('label', { htmlFor: input.id, textContent: label }), input];
    });
    const values = () => Object.fromEntries(inputs.map(([, input]) => [input.name, input.value.trim()]));
    const buttons = actions.map(({ label, act, missing }, place) => button(label, () => {
      const needed = missing?.(values());
      error.textContent = needed ?? '';
      error.hidden = !needed;
      if (needed) inputs[0]?.[1].focus();
      else act(values());
    }, { big: place === 0 }));
    const form = $('paper-form');
    form.replaceChildren(...inputs.flat(), error, ...buttons);
    form.onsubmit = (event) => {
      event.preventDefault();
      buttons[0].click();
    };
    $('paper-back').onclick = back;
    show('paper');
    (inputs[0]?.[1] ?? $('paper-title')).focus();
  }

  return { age, clockTime, hit, muster, nameOf, officeOf, paper, since, ticks, verdict };
}
