/** Tests of the package of the same name. */
@NullMarked
package dev.sealkeep.agent.volume.token;

import org.jspecify.annotations.NullMarked;
