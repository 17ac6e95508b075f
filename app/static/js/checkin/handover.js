// From phone to phone without a network: who is inside, one bit for each guest of a list that both phones have, as one
// QR. H1, then in base 32: 4 bytes of the list's hash, 6 of the time, 16 of the gate, then the bits.

const MARK = 'H1';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HEAD = 26;

export const looksLikeHandover = (text) => text.startsWith(MARK) && text.length > 40;

/** The order that both phones give the guests; a walk-in is on no list. */
const order = (guests) => [...guests.values()].filter((guest) => guest.iid).map((guest) => guest.gid).sort();

async function listHash(gids) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(gids.join('\n')));
  return new Uint8Array(digest).slice(0, 4);
}

/** inside: gid → boolean. Returns the text of the QR. */
export async function packInside({ guests, inside, gateId, at }) {
  const gids = order(guests);
  const bytes = new Uint8Array(HEAD + Math.ceil(gids.length / 8));
  bytes.set(await listHash(gids));
  for (let place = 0; place < 6; place += 1) bytes[9 - place] = Math.floor(at / 256 ** place) % 256;
  bytes.set(gateId.replaceAll('-', '').match(/../gu).map((pair) => Number.parseInt(pair, 16)), 10);
  gids.forEach((gid, place) => {
    if (inside(gid)) bytes[HEAD + (place >> 3)] |= 1 << (place & 7);
  });
  return MARK + write(bytes);
}

/** {gids, gate_id, at}; null when the other phone has another list, or the text is no hand-over. */
export async function unpackInside(text, guests) {
  const bytes = read(text.slice(MARK.length));
  const gids = order(guests);
  if (!bytes || bytes.length < HEAD + Math.ceil(gids.length / 8)) return null;
  if ((await listHash(gids)).some((byte, place) => bytes[place] !== byte)) return null;
  const at = bytes.slice(4, 10).reduce((sum, byte) => sum * 256 + byte, 0);
  const hex = [...bytes.slice(10, HEAD)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const gate = hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/u, '$1-$2-$3-$4-$5');
  return { gids: gids.filter((_gid, place) => bytes[HEAD + (place >> 3)] & (1 << (place & 7))), gate_id: gate, at };
}

function write(bytes) {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += LETTERS[(held >> (bits - 5)) & 31];
    held &= 255;
  }
  return bits ? text + LETTERS[(held << (5 - bits)) & 31] : text;
}

function read(text) {
  const bytes = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return new Uint8Array(bytes);
}

/** Draw the QR on a canvas, black on white with its quiet zone, four pixels a module. */
export function drawCode(modules, canvas) {
  const scale = 4;
  const size = modules.length * scale;
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, size, size);
  pen.fillStyle = '#000';
  modules.forEach((row, y) => row.forEach((dark, x) => {
    if (dark) pen.fillRect(x * scale, y * scale, scale, scale);
  }));
}
