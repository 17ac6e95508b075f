// The way of one guest through the page: asked, admitted, refused, undone.

import { button, fill, say, $ } from './view.js';
import { signal } from './signals.js';

/** home: back to the search. session and view are their modules'. */
export function makeDoor({ session, view, words, home }) {
  const { desk, model, grant } = session;
  const name = (guest) => view.nameOf(guest, model.party(guest));
  const short = (text) => (text.length > 28 ? `${text.slice(0, 27)}…` : text);
  const back = () => button(words.back, home);

  /** The others on his invitation who could come in with him now. */
  function others(guest) {
    return model.party(guest).filter((other) => other.gid !== guest.gid && !model.presence(other.gid).inside
      && !['revoked', 'cancelled', 'declined', 'represented'].includes(other.status));
  }

  function failed(error) {
    signal('red');
    view.verdict({ colour: 'red', word: words.stop, sentence: words.no_storage, buttons: [back()] });
    window.console.error(error);
  }

  const guarded = (act) => (...given) => Promise.resolve(act(...given)).catch(failed);

  const admit = guarded(async (guests, fields) => {
    const entries = [];
    for (const guest of guests) entries.push(await desk.admit(guest, fields));
    admitted(guests, entries, fields);
  });

  /** Green is shown only here, after the scans are on the disk. */
  function admitted(guests, entries, { offline = false } = {}) {
    const [guest] = guests;
    const rest = others(guest);
    const named = rest.filter((other) => other.line);
    const nameless = rest.filter((other) => !other.line);
    const buttons = [];
    if (named.length === 1) {
      buttons.push(button(fill(words.too, { name: short(named[0].line) }), () => admit(named, { method: 'search', advice: 'expected' }), { big: true }));
    } else if (named.length > 1) {
      buttons.push(button(fill(words.too_all, { count: named.length }), () => admit(named, { method: 'search', advice: 'expected' }), { big: true }));
    }
    if (nameless.length) buttons.push(button(words.name_companion, () => nameForm(nameless[0])));
    if (entries[0].item.walk_in && !entries[0].item.walk_in.vouched_by) {
      buttons.push(button(words.add_details, () => detailsForm(entries[0])));
    }
    buttons.push(button(words.undo, () => undo(entries)), button(words.next, home, { big: !named.length }));
    signal('green');
    view.verdict({
      colour: 'green',
      word: grant.stage === 'sight' ? words.seen : words.welcome,
      sentence: guest.announcement ?? '',
      who: guests.map(name).join('\n'),
      office: view.officeOf(guest),
      number: guest.badge?.no,
      note: offline ? words.offline : '',
      buttons,
    });
  }

  const undo = guarded(async (entries) => {
    for (const entry of entries) await desk.undo(entry);
    home();
    say('said', words.undone);
  });

  function sentence(advice) {
    const place = { time: advice.since ? view.clockTime(advice.since) : '', gate: session.gateName(advice.gate_id) };
    return fill(words.advice[advice.code] ?? words.advice.ask, place);
  }

  const fieldsOf = (advice, { h = null, method = 'search' } = {}) => ({
    advice: advice.code, h, method, offline: advice.offline,
  });

  /** Somebody found, by search or by badge. */
  const meet = guarded(async (guest, how = {}) => {
    const advice = await desk.ask(guest, how.badge ?? null);
    const fields = fieldsOf(advice, how);
    const scanned = how.method === 'qr' || how.method === 'keyboard';
    if (advice.code === 'repeat') return repeated(guest, advice);
    if (advice.colour === 'green' && scanned) return admit([guest], fields);
    if (advice.colour === 'green') return card(guest, advice, fields);
    if (advice.code === 'nameless') return nameForm(guest, fields);
    return advice.colour === 'red' ? stop(guest, advice, fields) : question(guest, advice, fields);
  });

  function repeated(guest, advice) {
    signal('green');
    view.verdict({
      colour: 'green', word: words.welcome, sentence: sentence(advice), who: name(guest),
      office: view.officeOf(guest), number: guest.badge?.no, buttons: [button(words.next, home, { big: true })],
    });
  }

  /** A guest found by search: looked at first, admitted by a tap. */
  function card(guest, advice, fields) {
    const rest = others(guest).filter((other) => other.line);
    const all = [guest, ...rest];
    let ticked = all;
    const come = button('', () => admit(ticked, fields), { big: true });
    const count = (chosen) => {
      ticked = chosen;
      come.disabled = !chosen.length;
      come.textContent = admitLabel(chosen.length, all.length);
    };
    count(all);
    const choices = rest.length > 1 ? view.ticks(all, model.party(guest), count) : null;
    const buttons = [come];
    if (rest.length) buttons.push(button(fill(words.only, { name: short(name(guest)) }), () => admit([guest], fields)));
    buttons.push(button(words.refer, () => refer(guest, fields)), back());
    view.verdict({
      colour: null, word: name(guest), sentence: sentence(advice), who: choices ? '' : rest.map(name).join('\n'), choices,
      office: view.officeOf(guest), number: guest.badge?.no, note: fields.offline ? words.offline : '', buttons,
    });
  }

  function admitLabel(count, all) {
    if (all === 1 || !count) return words.admit;
    if (count < all) return fill(words.admit_some, { count });
    return all === 2 ? words.admit_both : fill(words.admit_all, { count });
  }

  function question(guest, advice, fields) {
    const inside = advice.code === 'inside';
    const buttons = inside
      ? [
        button(words.came_back, () => admit([guest], { ...fields, reason: words.came_back }), { big: true }),
        button(words.other_person, () => admit([guest], { ...fields, reason: words.other_person })),
        button(words.leaves, () => leave(guest, fields)),
      ]
      : [button(words.admit, () => admit([guest], fields), { big: true })];
    buttons.push(button(words.refer, () => refer(guest, fields)));
    if (!inside) buttons.push(button(words.refuse, () => refuseForm(guest, fields)));
    buttons.push(back());
    signal('amber');
    view.verdict({
      colour: 'amber', word: words.ask, sentence: sentence(advice), who: name(guest),
      office: view.officeOf(guest), number: guest.badge?.no, note: fields.offline ? words.offline : '', buttons,
    });
  }

  function stop(guest, advice, fields) {
    signal('red');
    view.verdict({
      colour: 'red', word: words.stop, sentence: sentence(advice), who: guest ? name(guest) : '',
      office: guest ? view.officeOf(guest) : '', number: guest?.badge?.no, note: fields.offline ? words.offline : '',
      buttons: [
        button(words.refer, () => refer(guest, fields), { big: true }),
        ...(guest ? [button(words.admit_with_reason, () => reasonForm(guest, fields))] : []),
        button(words.refuse, () => refuseForm(guest, fields)),
        back(),
      ],
    });
  }

  const noted = (text) => {
    home();
    say('said', text);
  };
  const leave = guarded(async (guest, fields) => {
    await desk.leave(guest, fields);
    noted(`${words.goodbye}: ${name(guest)}`);
  });
  const refer = guarded(async (guest, fields) => {
    await desk.refer(guest, fields);
    noted(`${words.refer}: ${guest ? name(guest) : words.unnamed}`);
  });

  const needs = (key, sentenceIfMissing) => (values) => (values[key] ? null : sentenceIfMissing);

  function refuseForm(guest, fields) {
    const act = guarded(async ({ reason }) => {
      await desk.refuse(guest, { ...fields, note: reason });
      noted(words.noted);
    });
    view.paper({
      title: words.refuse, text: guest ? name(guest) : '', back: home,
      fields: [{ name: 'reason', label: words.reason }],
      actions: [{ label: words.refuse, act, missing: needs('reason', words.type_reason) }],
    });
  }

  function reasonForm(guest, fields) {
    view.paper({
      title: words.admit_with_reason, text: name(guest), back: home,
      fields: [{ name: 'reason', label: words.reason }],
      actions: [{
        label: words.admit, missing: needs('reason', words.type_reason),
        act: ({ reason }) => admit([guest], { ...fields, reason }),
      }],
    });
  }

  /** A companion without a name: the officer types it, and he is in. */
  function nameForm(guest, fields = { advice: 'nameless', method: 'search' }) {
    signal('amber');
    view.paper({
      title: words.name_companion, text: `${sentence({ code: 'nameless' })} ${name(guest)}`, back: home,
      fields: [{ name: 'name', label: words.name }],
      actions: [{
        label: words.admit, missing: needs('name', words.type_name),
        act: (typed) => admit(
          [{ ...guest, line: typed.name }],
          { ...fields, shown_name: typed.name, walk_in: { name: typed.name, office: '', vouched_by: '' } },
        ),
      }],
    });
  }

  const personFields = (person = {}) => [
    { name: 'name', label: words.name, value: person.name },
    { name: 'office', label: words.office, value: person.office },
    { name: 'vouched_by', label: words.vouched_by, value: person.vouched_by },
  ];

  function walkInForm(typed = '') {
    const person = (values) => ({ ...values, name: values.name || words.unnamed });
    const come = guarded(async (values) => {
      const entry = await desk.walkIn(person(values), {});
      admitted([model.guests.get(entry.item.gid)], [entry], { offline: !session.online() });
    });
    const send = guarded(async (values) => {
      await desk.walkIn(person(values), { kind: 'refer' });
      noted(`${words.refer}: ${person(values).name}`);
    });
    const actions = [{ label: words.refer, act: send }];
    if (grant.caps.includes('walk_in')) actions.unshift({ label: words.admit, act: come });
    view.paper({
      title: words.walk_in, text: words.walk_in_text, back: home, actions,
      fields: personFields({ name: typed, office: '', vouched_by: '' }),
    });
  }

  function detailsForm(entry) {
    const act = guarded(async (values) => {
      await desk.amend(entry, values);
      noted(words.details_saved);
    });
    view.paper({
      title: words.add_details, back: home, fields: personFields(entry.item.walk_in),
      actions: [{ label: words.save, act, missing: needs('name', words.type_name) }],
    });
  }

  /** A scanned text, from the camera or from a scanner that types. */
  const read = guarded(async (text, method) => {
    const found = await desk.read(text);
    if (found.kind === 'misread') return say('said', words.advice.misread);
    $('query').value = '';
    if (found.kind === 'unknown' && session.age() === null) return say('said', words.never);
    if (found.kind === 'guest') return meet(found.guest, { badge: found.badge, h: found.h, method });
    return stop(null, { code: 'unknown' }, { advice: 'unknown', h: found.h, method });
  });

  return { meet, read, walkInForm };
}
