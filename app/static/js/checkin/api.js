// Calls to the server: JSON, the device's cookie, and the time that every answer carries.

const PREFIX = '/api/checkin/v1';

/** The network gave no answer: none at all, or not in time. */
export class NoAnswer extends Error {}

/** fetch as in the browser; clock as clock.js makes it; build is the version of the page. */
export function makeApi({ fetch, clock, build }) {
  let newest = null;

  async function call(method, path, { body, timeout = 20_000 } = {}) {
    const asked = clock.mono();
    const signal = AbortSignal.timeout(timeout);
    const headers = { 'X-Checkin': '1', Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    let response;
    let data = null;
    try {
      response = await fetch(PREFIX + path, {
        method, headers, signal, cache: 'no-store', credentials: 'same-origin', redirect: 'error',
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      data = text ? JSON.parse(text) : null;
    } catch (error) {
      throw new NoAnswer(path, { cause: error });
    }
    const answered = clock.mono();
    newest = data?.build ?? newest;
    if (data?.server_time) clock.heard(Date.parse(data.server_time), asked, answered);
    const wait = Number(response.headers.get('Retry-After')) || 0;
    return { status: response.status, data, wait, rtt: answered - asked };
  }

  return {
    /** The build that the server last spoke of; null before it has answered. */
    newest: () => newest,
    enrol: (code, deviceName, operator) => call('POST', '/enrol', {
      body: { schema: 1, code, device_name: deviceName, operator, app_build: build },
    }),
    snapshot: (event, after, limit = 1000) => {
      const from = after ? `&after=${encodeURIComponent(after)}` : '';
      return call('GET', `/events/${event}/snapshot?limit=${limit}${from}`, { timeout: 60_000 });
    },
    changes: (event, epoch, since) => call(
      'GET', `/events/${event}/changes?epoch=${encodeURIComponent(epoch)}&since=${since}&limit=500`,
    ),
    claim: (event, claim, timeout) => call('POST', `/events/${event}/claims`, {
      body: { schema: 1, ...claim }, timeout,
    }),
    scans: (event, batch) => call('POST', `/events/${event}/scans`, { body: { schema: 1, app_build: build, ...batch } }),
    close: (event, body) => call('POST', `/events/${event}/close`, { body: { schema: 1, ...body } }),
    /** A portrait as an address for an <img>; null where there is none now. */
    photo: async (event, guest) => {
      const path = `${PREFIX}/events/${event}/guests/${guest}/photo`;
      const response = await fetch(path, { headers: { 'X-Checkin': '1' }, credentials: 'same-origin' }).catch(() => null);
      return response?.ok ? URL.createObjectURL(await response.blob()) : null;
    },
    ping: (timeout = 5_000) => call('GET', '/ping', { timeout }),
  };
}
