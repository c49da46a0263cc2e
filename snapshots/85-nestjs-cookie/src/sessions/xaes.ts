// How XAES-256-GCM makes the key of one message (https://c2sp.org/XAES-256-GCM): AES-GCM under it takes no two messages.

/** AES works on blocks of 16 bytes. */
export const BLOCK_BYTES = 16

export const KEY_BYTES = 32

export const NONCE_BYTES = 24

/** So much of the nonce goes into the key of the message; the rest is the nonce of AES-GCM. */
export const KEY_NONCE_BYTES = 12

export const TAG_BYTES = 16

/**
 * The subkey of CMAC for whole blocks (NIST SP 800-38B, 6.1).
 *
 * @param zero A block of zeros, encrypted with the key.
 */
export function subkeyOf(zero: Uint8Array): Uint8Array {
  const subkey = new Uint8Array(BLOCK_BYTES)
  zero.forEach((byte, index) => {
    subkey[index] = (byte << 1) | ((zero[index + 1] ?? 0) >> 7)
  })
  // Without a branch: what is shifted out on the left comes back as the polynomial on the right.
  const carry = (zero[0] ?? 0) >> 7
  subkey[BLOCK_BYTES - 1] = (subkey[BLOCK_BYTES - 1] ?? 0) ^ (0b1000_0111 * carry)
  return subkey
}

/** Two blocks; each, encrypted with the key, is one half of the message's key (NIST SP 800-108, 4.1, on CMAC). */
export function keyBlocks(subkey: Uint8Array, nonce: Uint8Array): [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
  return [keyBlock(1, subkey, nonce), keyBlock(2, subkey, nonce)]
}

function keyBlock(counter: number, subkey: Uint8Array, nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK_BYTES)
  block.set([0, counter, 'X'.charCodeAt(0), 0])
  block.set(nonce.subarray(0, KEY_NONCE_BYTES), BLOCK_BYTES - KEY_NONCE_BYTES)
  subkey.forEach((byte, index) => {
    block[index] = (block[index] ?? 0) ^ byte
  })
  return block
}
