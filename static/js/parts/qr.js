// A QR code (ISO/IEC 18004) drawn here as SVG: bytes, error correction L, versions 1 to 10. Nothing is asked of anybody.
import { html } from "htm/preact";

/** Per version: data codewords in all, error correction codewords a block, blocks. */
const SIZES = [[19, 7, 1], [34, 10, 1], [55, 15, 1], [80, 20, 1], [108, 26, 1], [136, 18, 2], [156, 20, 2], [194, 24, 2], [232, 30, 2], [274, 18, 4]];
const MARKS = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
const MASKS = [(r, c) => (r + c) % 2, (r) => r % 2, (r, c) => c % 3, (r, c) => (r + c) % 3, (r, c) => ((r >> 1) + Math.floor(c / 3)) % 2,
  (r, c) => ((r * c) % 2) + ((r * c) % 3), (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2, (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2];

const EXP = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i += 1, x = (x << 1) ^ (x & 0x80 ? 0x11d : 0)) { EXP[i] = EXP[i + 255] = x; LOG[x] = i; }
const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);

function generator(degree) {
  let poly = [1];
  for (let i = 0; i < degree; i += 1) {
    const next = [...poly, 0];
    poly.forEach((value, at) => { next[at + 1] ^= times(value, EXP[i]); });
    poly = next;
  }
  return poly;
}

function correction(data, degree) {
  const poly = generator(degree);
  const rest = [...data, ...new Array(degree).fill(0)];
  for (let i = 0; i < data.length; i += 1) poly.forEach((value, at) => { rest[i + at] ^= i + at === i ? 0 : times(value, rest[i]); });
  return rest.slice(data.length);
}

function codewords(bytes, version) {
  const [total, degree, count] = SIZES[version - 1];
  const bits = [];
  const put = (value, length) => { for (let i = length - 1; i >= 0; i -= 1) bits.push((value >> i) & 1); };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, total * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const data = [];
  for (let i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(""), 2));
  for (let pad = 0xec; data.length < total; pad ^= 0xec ^ 0x11) data.push(pad);
  return interleaved(data, degree, count);
}

function interleaved(data, degree, count) {
  const short = Math.floor(data.length / count);
  const longer = data.length % count;
  const blocks = [];
  for (let i = 0, at = 0; i < count; i += 1) {
    const size = short + (i >= count - longer ? 1 : 0);
    blocks.push(data.slice(at, at += size));
  }
  const fixes = blocks.map((block) => correction(block, degree));
  const found = [];
  for (let i = 0; i <= short; i += 1) blocks.forEach((block) => { if (i < block.length) found.push(block[i]); });
  for (let i = 0; i < degree; i += 1) fixes.forEach((fix) => found.push(fix[i]));
  return found;
}

/** Modules that are the same in every code of a version; null where data goes. */
function frame(version) {
  const size = 17 + 4 * version;
  const grid = Array.from({ length: size }, () => new Array(size).fill(null));
  const square = (row, column, radius, dark) => {
    for (let r = -radius; r <= radius; r += 1) for (let c = -radius; c <= radius; c += 1) {
      if (grid[row + r]?.[column + c] !== undefined) grid[row + r][column + c] = dark(Math.max(Math.abs(r), Math.abs(c)));
    }
  };
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) square(row, column, 4, (far) => Number(far !== 2 && far !== 4));
  const marks = MARKS[version - 1];
  for (const row of marks) for (const column of marks) if (grid[row][column] === null) square(row, column, 2, (far) => Number(far !== 1));
  for (let i = 8; i < size - 8; i += 1) { grid[6][i] ??= (i + 1) % 2; grid[i][6] ??= (i + 1) % 2; }
  formats(grid, 0);
  if (version >= 7) versions(grid, version);
  return grid;
}

function remainder(value, poly, bits) {
  let rest = value << bits;
  for (let i = 31 - Math.clz32(rest); i >= bits; i -= 1) if ((rest >> i) & 1) rest ^= poly << (i - bits);
  return (value << bits) | rest;
}

function formats(grid, mask) {
  const size = grid.length;
  const word = remainder((1 << 3) | mask, 0x537, 10) ^ 0x5412;
  for (let i = 0; i < 15; i += 1) {
    const bit = (word >> i) & 1;
    grid[i < 6 ? i : i < 8 ? i + 1 : size - 15 + i][8] = bit;
    grid[8][i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i] = bit;
  }
  grid[size - 8][8] = 1;
}

function versions(grid, version) {
  const word = remainder(version, 0x1f25, 12);
  for (let i = 0; i < 18; i += 1) {
    const [far, near] = [grid.length - 11 + (i % 3), Math.floor(i / 3)];
    grid[far][near] = grid[near][far] = (word >> i) & 1;
  }
}

function filled(bits, version, mask) {
  const grid = frame(version);
  const size = grid.length;
  const free = grid.map((row) => row.map((cell) => cell === null));
  for (let right = size - 1, up = true, at = 0; right > 0; right -= 2, up = !up) {
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step += 1) for (const column of [right, right - 1]) {
      const row = up ? size - 1 - step : step;
      if (free[row][column]) { grid[row][column] = (bits[at] ?? 0) ^ Number(MASKS[mask](row, column) === 0); at += 1; }
    }
  }
  formats(grid, mask);
  return grid;
}

/** How badly a pattern would be read; the least bad mask is taken. */
function penalty(grid) {
  let sum = 0;
  const lines = [...grid, ...grid.map((_, column) => grid.map((row) => row[column]))].map((line) => line.join(""));
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
    for (const pattern of ["10111010000", "00001011101"]) for (let at = line.indexOf(pattern); at >= 0; at = line.indexOf(pattern, at + 1)) sum += 40;
  }
  for (let r = 1; r < grid.length; r += 1) for (let c = 1; c < grid.length; c += 1) {
    const four = grid[r][c] + grid[r - 1][c] + grid[r][c - 1] + grid[r - 1][c - 1];
    if (four % 4 === 0) sum += 3;
  }
  const dark = grid.flat().filter(Boolean).length / grid.length ** 2;
  return sum + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}

/** The modules of a text's code, rows of 0 and 1; a RangeError for a text of more than 271 bytes. */
function modules(text) {
  const bytes = new TextEncoder().encode(text);
  const version = 1 + SIZES.findIndex(([total], at) => bytes.length + (at < 9 ? 2 : 3) <= total);
  if (!version) throw new RangeError("too long for a code");
  const bits = codewords(bytes, version).flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((at) => (byte >> at) & 1));
  return MASKS.map((_, mask) => filled(bits, version, mask)).reduce((best, grid) => (penalty(grid) < penalty(best) ? grid : best));
}

export function QrCode({ text, label }) {
  const grid = modules(text);
  const path = grid.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join("");
  const side = grid.length + 8;
  return html`<svg class="qr" viewBox=${`0 0 ${side} ${side}`} role="img" aria-label=${label} shape-rendering="crispEdges">
    <rect width=${side} height=${side} fill="#fff" /><path d=${path} fill="#000" /></svg>`;
}
