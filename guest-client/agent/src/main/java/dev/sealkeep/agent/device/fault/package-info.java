/**
 * What can go wrong with a device, as values: each error number, firmware status and hypervisor
 * code has a stable code, a cause and a cure in one line, and the reference documentation lists the
 * same. Depends on nothing. A fault ends in a typed answer, never in a guess (invariant 4 on the
 * guest's side).
 */
@NullMarked
package dev.sealkeep.agent.device.fault;

import org.jspecify.annotations.NullMarked;
