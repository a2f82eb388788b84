/** What a guest's configuration says of its volumes. */
@NullMarked
package dev.sealkeep.agent.volume.configuration;

import org.jspecify.annotations.NullMarked;
