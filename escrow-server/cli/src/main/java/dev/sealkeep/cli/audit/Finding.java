package dev.sealkeep.cli.audit;

/**
 * Something that does not hold.
 *
 * @param code the stable code, listed in docs/reference/cli.md
 * @param message what was found where
 */
record Finding(String code, String message) {}
