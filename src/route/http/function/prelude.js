// What a function finds beside the language: console, require, the store. Evaluates to a function that is called once, with what the
// dry run gives; everything it needs is taken here, before the function's own code can put something else in its place.
(function (native, given) {
  'use strict';
  const { stringify, parse } = JSON;
  const { keys, defineProperty, getPrototypeOf, freeze } = Object;
  const shown = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    try { return stringify(value) ?? String(value); } catch (_) { return String(value); }
  };

  // Base64, UTF-8 and bytes as texts of letters up to 255.
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const toUtf8 = (text) => unescape(encodeURIComponent(text));
  const fromUtf8 = (bytes) => { try { return decodeURIComponent(escape(bytes)); } catch (_) { return bytes; } };
  const toBase64 = (bytes) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 3) {
      const [a, b, c] = [bytes.charCodeAt(at), bytes.charCodeAt(at + 1), bytes.charCodeAt(at + 2)];
      text += ALPHABET[a >> 2] + ALPHABET[((a & 3) << 4) | (b >> 4)];
      text += at + 1 < bytes.length ? ALPHABET[((b & 15) << 2) | (c >> 6)] : '=';
      text += at + 2 < bytes.length ? ALPHABET[c & 63] : '=';
    }
    return text;
  };
  const fromBase64 = (text) => {
    let [bytes, bits, count] = ['', 0, 0];
    for (const letter of text.replace(/-/g, '+').replace(/_/g, '/')) {
      const value = ALPHABET.indexOf(letter);
      if (value < 0) continue;
      bits = (bits << 6) | value;
      count += 6;
      if (count >= 8) { count -= 8; bytes += String.fromCharCode((bits >> count) & 255); }
    }
    return bytes;
  };
  const url64 = (text) => text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const toHex = (bytes) => { let text = ''; for (let at = 0; at < bytes.length; at++) text += (bytes.charCodeAt(at) + 256).toString(16).slice(1); return text; };
  const fromHex = (text) => { let bytes = ''; for (let at = 0; at + 1 < text.length; at += 2) bytes += String.fromCharCode(parseInt(text.substr(at, 2), 16)); return bytes; };
  const encoded = (bytes, encoding) => {
    switch (encoding) {
      case 'hex': return toHex(bytes);
      case 'base64': return toBase64(bytes);
      case 'base64url': return url64(toBase64(bytes));
      case 'latin1': case 'binary': case 'ascii': return bytes;
      case undefined: case 'utf8': case 'utf-8': return fromUtf8(bytes);
      default: throw new TypeError(`unknown encoding: ${encoding}`);
    }
  };
  const decoded = (text, encoding) => {
    switch (encoding) {
      case 'hex': return fromHex(text);
      case 'base64': case 'base64url': return fromBase64(text);
      case 'latin1': case 'binary': case 'ascii': return text;
      case undefined: case 'utf8': case 'utf-8': return toUtf8(text);
      default: throw new TypeError(`unknown encoding: ${encoding}`);
    }
  };
  const letters = (array) => { let text = ''; for (let at = 0; at < array.length; at++) text += String.fromCharCode(array[at]); return text; };
  const bytesOf = (data, encoding) => {
    if (typeof data === 'string') return decoded(data, encoding);
    if (data instanceof Uint8Array) return letters(data);
    if (data instanceof ArrayBuffer) return letters(new Uint8Array(data));
    if (Array.isArray(data)) return letters(Uint8Array.from(data));
    throw new TypeError('the data is neither a text nor bytes');
  };

  class Buffer extends Uint8Array {
    static from(data, encoding) {
      const bytes = bytesOf(data, encoding);
      const buffer = new Buffer(bytes.length);
      for (let at = 0; at < bytes.length; at++) buffer[at] = bytes.charCodeAt(at);
      return buffer;
    }
    static alloc(size, fill) { const buffer = new Buffer(size); if (fill !== undefined) buffer.fill(typeof fill === 'string' ? fill.charCodeAt(0) : fill); return buffer; }
    static isBuffer(value) { return value instanceof Buffer; }
    static byteLength(data, encoding) { return bytesOf(data, encoding).length; }
    static concat(list) { return Buffer.from(list.map((item) => bytesOf(item)).join(''), 'latin1'); }
    static compare(one, other) { const [a, b] = [bytesOf(one), bytesOf(other)]; return a < b ? -1 : a > b ? 1 : 0; }
    toString(encoding, from, to) { return encoded(letters(this).slice(from ?? 0, to ?? this.length), encoding); }
    equals(other) { return Buffer.compare(this, other) === 0; }
    toJSON() { return { type: 'Buffer', data: Array.from(this) }; }
  }

  const hashing = (make) => {
    let bytes = '';
    return {
      update(data, encoding) { bytes += bytesOf(data, encoding); return this; },
      digest(encoding) { const found = make(bytes); return encoding === undefined ? Buffer.from(found, 'latin1') : encoded(found, encoding); },
    };
  };
  const known = (name) => {
    if (!['md5', 'sha1', 'sha256'].includes(name)) throw new TypeError(`not supported algorithm: "${name}"`);
    return name;
  };
  const crypto = {
    createHash: (name) => hashing((bytes) => native.hash(known(name), bytes)),
    createHmac: (name, key) => { const secret = bytesOf(key); return hashing((bytes) => native.hmac(known(name), secret, bytes)); },
  };

  const plain = (text) => { try { return decodeURIComponent(text.replace(/\+/g, ' ')); } catch (_) { return text; } };
  const querystring = {
    escape: encodeURIComponent,
    unescape: plain,
    parse(text, between, is) {
      const found = {};
      for (const part of String(text).split(between || '&')) {
        if (part === '') continue;
        const at = part.indexOf(is || '=');
        const name = plain(at < 0 ? part : part.slice(0, at));
        const value = at < 0 ? '' : plain(part.slice(at + (is || '=').length));
        found[name] = name in found ? [].concat(found[name], value) : value;
      }
      return found;
    },
    stringify(pairs, between, is) {
      const one = (name, value) => encodeURIComponent(name) + (is || '=') + encodeURIComponent(value);
      return keys(pairs).map((name) => [].concat(pairs[name]).map((value) => one(name, value)).join(between || '&')).join(between || '&');
    },
  };
  querystring.decode = querystring.parse;
  querystring.encode = querystring.stringify;

  const store = () => {
    if (given.entries === null) throw new Error('the function has no key value store');
    return {
      async get(key, options) {
        if (given.entries === undefined) { native.untold(`the value of ${key}`); throw new Error('not told'); }
        if (!Object.prototype.hasOwnProperty.call(given.entries, key)) throw new Error('Key not found');
        const value = given.entries[key];
        const format = options && options.format;
        return format === 'json' ? parse(value) : format === 'bytes' ? Buffer.from(value) : value;
      },
      async exists(key) {
        if (given.entries === undefined) { native.untold(`whether there is ${key}`); throw new Error('not told'); }
        return Object.prototype.hasOwnProperty.call(given.entries, key);
      },
      async count() {
        if (given.entries === undefined) { native.untold('how many entries there are'); throw new Error('not told'); }
        return keys(given.entries).length;
      },
      async meta() { native.untold('when the store was made'); throw new Error('not told'); },
    };
  };
  const known_id = (id) => { if (!native.known(String(id))) throw new Error(`no origin has the id ${id}`); return String(id); };
  const cloudfront = {
    kvs: store,
    updateRequestOrigin: (settings) => native.choose('change', stringify(settings ?? {})),
    createRequestOriginGroup: (group) => {
      const ids = [...(group?.originIds ?? [])].map((item) => known_id(item?.originId ?? item));
      if (ids.length !== 2) throw new Error('a group has two origins');
      native.choose('group', stringify({ ids, on: [...(group.failoverCriteria?.statusCodes ?? [])].map(Number), by: group.selectionCriteria ?? null }));
    },
    selectRequestOriginById: (id) => native.choose('select', stringify(known_id(id))),
    get edgeLocation() {
      if (given.answers) return {};
      native.untold('where the edge is');
      return { name: '', serverIp: '', region: '' };
    },
  };

  const modules = { crypto, querystring, buffer: { Buffer } };
  const nowhere = (name) => { throw new Error(`Cannot find module "${name}"`); };
  const require = (name) => Object.prototype.hasOwnProperty.call(modules, name) ? modules[name] : nowhere(name);

  // A clock that stands, chance that repeats itself.
  const Real = Date;
  const now = given.now;
  function Clock(...parts) { return new.target ? (parts.length ? new Real(...parts) : new Real(now)) : new Real(now).toString(); }
  Clock.prototype = Real.prototype;
  Clock.now = () => now;
  Clock.UTC = Real.UTC;
  Clock.parse = Real.parse;
  Real.prototype.constructor = Clock;
  let state = given.seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };

  // What the edge does not have.
  const refuse = function () { throw new TypeError('code is not made from text at the edge'); };
  for (const sort of [function () {}, async function () {}, function* () {}, async function* () {}]) {
    defineProperty(getPrototypeOf(sort), 'constructor', { value: refuse, writable: false, configurable: false });
  }
  for (const name of ['Atomics', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'FinalizationRegistry', 'SharedArrayBuffer', 'WeakRef', 'WebAssembly', 'Iterator', 'navigator', 'performance', 'queueMicrotask', 'structuredClone']) {
    delete globalThis[name];
  }
  const log = (...values) => native.log(values.map(shown).join(' '));
  const put = (name, value) => defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  put('console', { log, error: log, warn: log, info: log, debug: log });
  put('eval', refuse);
  put('Function', refuse);
  put('Date', Clock);
  put('require', require);
  Math.random = random;
  if (given.modern) {
    put('Buffer', Buffer);
    put('btoa', (text) => toBase64(String(text)));
    put('atob', (text) => fromBase64(String(text)));
    put(given.binding, cloudfront);
  } else {
    delete String.prototype.replaceAll;
  }

  const event = parse(given.event);
  if (given.modern && event.request) {
    const raw = given.raw;
    defineProperty(event.request, 'rawQueryString', { value: () => raw, enumerable: false });
  }
  return (handler) => {
    const ended = { state: 'waits', value: undefined };
    const end = (state) => (value) => { ended.state = state; ended.value = state === 'threw' ? shown(value) : stringify(value); };
    const value = handler(event);
    if (value instanceof Promise) value.then(end('returned')).catch(end('threw')); else end('returned')(value);
    return ended;
  };
})
