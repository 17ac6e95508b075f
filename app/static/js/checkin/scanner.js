// The camera: asked for on a tap, read by the browser's own detector, else by a worker of ours.

const SIDE = 640;
const PAUSE = 110;
const SAME = 3_000;

/** decode(imageData) → text or null, whatever the browser offers. */
async function makeDecoder() {
  if ('BarcodeDetector' in window) {
    const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes('qr_code')) {
      const detector = new window.BarcodeDetector({ formats: ['qr_code'] });
      return { decode: async (image) => (await detector.detect(image))[0]?.rawValue ?? null, end() {} };
    }
  }
  const worker = new Worker(new URL('./decoder.js', import.meta.url), { type: 'module' });
  const decode = (image) => new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data.text);
    worker.onerror = () => resolve(null);
    const pixels = image.data.buffer;
    worker.postMessage({ width: image.width, height: image.height, pixels }, [pixels]);
  });
  return { decode, end: () => worker.terminate() };
}

/** The middle of the picture, at most 640 pixels wide. */
function crop(video, canvas) {
  const side = Math.min(video.videoWidth, video.videoHeight);
  const size = Math.min(side, SIDE);
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, size, size);
  return pen.getImageData(0, 0, size, size);
}

/** Opens the camera in `video` and calls found(text). Rejects when there is no camera or it was refused. */
export async function openScanner(video, found) {
  const wanted = { video: { facingMode: 'environment', width: { ideal: 1280 } }, audio: false };
  const stream = await navigator.mediaDevices.getUserMedia(wanted);
  video.srcObject = stream;
  await video.play();
  const { decode, end } = await makeDecoder();
  const canvas = document.createElement('canvas');
  const [track] = stream.getVideoTracks();
  let running = true;
  let last = { text: null, at: 0 };

  async function look() {
    if (!running) return;
    const text = video.videoWidth ? await decode(crop(video, canvas)) : null;
    if (!running) return;
    const again = text === last.text && performance.now() - last.at < SAME;
    if (text && !again) {
      last = { text, at: performance.now() };
      found(text);
    }
    setTimeout(look, PAUSE);
  }
  look();

  return {
    hasTorch: Boolean(track.getCapabilities?.().torch),
    torch: (on) => track.applyConstraints({ advanced: [{ torch: on }] }),
    close() {
      running = false;
      end();
      track.stop();
      video.srcObject = null;
    },
  };
}
