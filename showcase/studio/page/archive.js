// Reading a zip archive in memory: only what our own archives use, stored and deflated files.

const END = 0x06054b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const HEADER_LENGTH = 30;
const STORED = 0;

/** Returns the files of an archive that is given in base64: bytes by path. */
export async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const files = listEntries(bytes).map(async (entry) => [entry.path, await readEntry(bytes, entry)]);
  return new Map(await Promise.all(files));
}

function listEntries(bytes) {
  const view = new DataView(bytes.buffer);
  let end = bytes.length - END_LENGTH;
  while (view.getUint32(end, true) !== END) end -= 1;
  const count = view.getUint16(end + 10, true);
  const entries = [];
  for (let at = view.getUint32(end + 16, true); entries.length < count; ) {
    const pathLength = view.getUint16(at + 28, true);
    const path = new TextDecoder().decode(bytes.subarray(at + ENTRY_LENGTH, at + ENTRY_LENGTH + pathLength));
    entries.push({
      path,
      method: view.getUint16(at + 10, true),
      length: view.getUint32(at + 20, true),
      header: view.getUint32(at + 42, true),
    });
    at += ENTRY_LENGTH + pathLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

async function readEntry(bytes, { method, length, header }) {
  const view = new DataView(bytes.buffer);
  const start = header + HEADER_LENGTH + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const packed = bytes.subarray(start, start + length);
  if (method === STORED) return packed;
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}
