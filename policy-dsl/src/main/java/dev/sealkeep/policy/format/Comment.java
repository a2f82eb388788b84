package dev.sealkeep.policy.format;

/**
 * A comment on a line of its own.
 *
 * @param text from its {@code #} on, without blanks at its end
 * @param blankBefore whether its author left a line empty above it
 */
record Comment(String text, boolean blankBefore) {}
