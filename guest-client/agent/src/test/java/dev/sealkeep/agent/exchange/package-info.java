/** Races between endpoints. */
@NullMarked
package dev.sealkeep.agent.exchange;

import org.jspecify.annotations.NullMarked;
