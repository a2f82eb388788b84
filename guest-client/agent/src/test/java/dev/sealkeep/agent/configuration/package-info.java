/** Tests of the configuration file. */
@NullMarked
package dev.sealkeep.agent.configuration;

import org.jspecify.annotations.NullMarked;
