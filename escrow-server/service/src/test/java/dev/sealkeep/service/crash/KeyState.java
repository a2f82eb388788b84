package dev.sealkeep.service.crash;

/**
 * A sealing key as a client knows it.
 *
 * @param version the version that is released
 * @param fingerprint that version's fingerprint, hex
 */
record KeyState(int version, String fingerprint) {}
