// An officer who never tires, on the gate's own page: she holds one badge after the other before a hand scanner,
// waits for the colour, and goes on. Beside her a network that loses some of what is asked and some of the answers.

const real = window.fetch.bind(window);
const network = { loss: 0 };
window.fetch = async (address, options) => {
  if (!String(address).includes('/api/')) return real(address, options);
  if (Math.random() < network.loss) throw new TypeError('request lost');
  const answer = await real(address, options);
  if (Math.random() < network.loss) throw new TypeError('answer lost');
  return answer;
};

const written = [];
const keep = IDBObjectStore.prototype.add;
IDBObjectStore.prototype.add = function add(...given) {
  if (this.name === 'log') written.push(given[0]);
  return keep.apply(this, given);
};

const $ = (id) => document.getElementById(id);
const left = [];
let working = Promise.resolve();
let busy = false;

/** Until the page says something: a verdict, or a line below the search field. */
async function answered() {
  const said = () => !$('verdict').hidden || $('said').textContent;
  while (!said()) await new Promise((done) => { setTimeout(done, 20); });
}

async function show(code) {
  $('said').textContent = '';
  $('query').value = code;
  $('query').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }));
  const before = written.length;
  await answered();
  const known = written.length > before || ['green', 'amber'].includes($('verdict').dataset.colour);
  if ($('verdict').hidden || !known) left.push(code);
  if (!$('verdict').hidden) [...$('verdict-buttons').children].at(-1).click();
}

async function showAll(codes) {
  busy = true;
  for (const code of codes) await show(code);
  busy = false;
}

window.autopilot = {
  lose(share) { network.loss = share; },
  work(codes) { working = showAll(codes); },
  /** Whether everything is done, after so many milliseconds at most. */
  async done(within) {
    await Promise.race([working, new Promise((done) => { setTimeout(done, within); })]);
    return !busy;
  },
  left: () => left.splice(0),
  written: () => written.map(({ id, seq, item }) => ({ id, seq, kind: item.kind, gid: item.gid })),
};
