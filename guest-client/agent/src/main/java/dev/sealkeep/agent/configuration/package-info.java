/**
 * The guest's configuration, a properties file that the launch measurement covers: what the guest
 * pins and what it accepts at least (minimum KEM, technologies) come from here and never from the
 * network. Reading reports every problem at once and refuses unknown keys.
 */
@NullMarked
package dev.sealkeep.agent.configuration;

import org.jspecify.annotations.NullMarked;
