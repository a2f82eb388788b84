/**
 * {@code sealkeep evidence}: shows and verifies evidence from files, without a server. It reads the
 * files and the clock for the verifiers, which know neither, and prints their verdict as JSON. It
 * depends on the evidence module alone. Files are recognised by content, never by name, so that a
 * renamed file cannot change a verdict.
 */
@NullMarked
package dev.sealkeep.cli.evidence;

import org.jspecify.annotations.NullMarked;
