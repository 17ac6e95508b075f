// A worker: looks for a QR in one picture after the other.

import decodeQR from '/static/vendor/qr/decode.js';

self.addEventListener('message', ({ data }) => {
  let text = null;
  try {
    text = decodeQR({ width: data.width, height: data.height, data: new Uint8ClampedArray(data.pixels) });
  } catch {
    text = null; // no code in this picture: the decoder says so by throwing
  }
  self.postMessage({ text });
});
