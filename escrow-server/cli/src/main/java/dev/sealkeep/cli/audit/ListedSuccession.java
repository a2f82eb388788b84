package dev.sealkeep.cli.audit;

import dev.sealkeep.cli.json.Octets;

/**
 * How one log took the place of another, as the server lists it; nothing of it is trusted before it
 * is verified.
 *
 * @param note the log root's signed note
 * @param entry the encoding of the entry that opened the new log
 * @param salt 32 bytes that open the leaf's commitment to it
 */
record ListedSuccession(String note, Octets entry, Octets salt) {}
