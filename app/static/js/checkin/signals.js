// Sound and vibration: a verdict is heard and felt, not only seen.

let audio = null;
let awake = null;

const TONES = {
  green: [[880, 0, 0.09], [1320, 0.1, 0.12]],
  amber: [[620, 0, 0.12], [620, 0.2, 0.12]],
  red: [[220, 0, 0.45]],
};
const BUZZES = { green: [60], amber: [80, 80, 80], red: [350] };

/** Keep the screen lit. The browser takes this back whenever the page is hidden. */
export async function stayAwake() {
  if (!awake || awake.released) awake = await navigator.wakeLock?.request('screen').catch(() => null) ?? null;
}

/** Browsers allow sound, and some a lit screen, only after a touch: call this from each. */
export function wake() {
  stayAwake();
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!audio && Context) audio = new Context();
  if (audio?.state === 'suspended') audio.resume();
}

export function signal(colour) {
  navigator.vibrate?.(BUZZES[colour]);
  if (audio?.state !== 'running') return;
  for (const [pitch, after, length] of TONES[colour] ?? []) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.2;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + after);
    tone.stop(audio.currentTime + after + length);
  }
}
