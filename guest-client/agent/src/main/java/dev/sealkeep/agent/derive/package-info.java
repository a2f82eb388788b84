/**
 * Keys from the hardware: reads a technology-tagged request, says what its key would be bound to,
 * and makes a volume's key of what the device derives, which itself never leaves. Depends on the
 * devices and the configuration's syntax. A request that names another technology than this
 * machine's derives nothing (invariant 7: no secret is printed, and all are wiped).
 */
@NullMarked
package dev.sealkeep.agent.derive;

import org.jspecify.annotations.NullMarked;
