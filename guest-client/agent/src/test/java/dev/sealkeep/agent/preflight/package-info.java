/** Questions about a next boot, as they are read. */
@NullMarked
package dev.sealkeep.agent.preflight;

import org.jspecify.annotations.NullMarked;
