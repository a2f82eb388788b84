/**
 * What a running machine asks about its next boot: read from a command line, and from registers
 * that this program itself has extended. Sends nothing.
 */
@NullMarked
package dev.sealkeep.agent.preflight;

import org.jspecify.annotations.NullMarked;
