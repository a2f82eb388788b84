/** Tests of what devices say together. */
@NullMarked
package dev.sealkeep.agent.evidence;

import org.jspecify.annotations.NullMarked;
