/**
 * What a guest's configuration says of its volumes. Depends on the configuration, derivations and
 * the kinds of keys.
 */
@NullMarked
package dev.sealkeep.agent.volume.configuration;

import org.jspecify.annotations.NullMarked;
