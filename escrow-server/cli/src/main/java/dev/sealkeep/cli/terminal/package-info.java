/**
 * What a person or a program reads: text with aligned columns, colour on a terminal alone, and JSON
 * for programs. Everything printed passes through here, so that control characters in text from a
 * server or from evidence never reach a terminal. Depends on picocli and Jackson.
 */
@NullMarked
package dev.sealkeep.cli.terminal;

import org.jspecify.annotations.NullMarked;
