/** Azure's metadata service on a local port that can be told to fail, and tests of its client. */
@NullMarked
package dev.sealkeep.agent.device.azure;

import org.jspecify.annotations.NullMarked;
