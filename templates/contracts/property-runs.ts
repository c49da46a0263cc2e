// How often each property is tried. A failure prints its seed and path: give both to `fc.assert` to see it again.

/** Of what is pure and quick. */
export const RUNS = 10_000

/** Of what writes a file each time. */
export const DISK_RUNS = 2_000

/** Of what holds several requests each, over a real store. */
export const MODEL_RUNS = 400

/** Texts for each field of a config. What is taken of them is emitted in a few pieces: that takes half a second each. */
export const FIELD_TEXTS = 200

export const EMITTED_PIECES = 2

export const TEXTS_IN_A_PIECE = 15
