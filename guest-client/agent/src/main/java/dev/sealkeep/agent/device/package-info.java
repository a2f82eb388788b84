/**
 * The devices as sources of evidence, found by {@link java.util.ServiceLoader}: each tells whether
 * it is there without sending it anything, and hands on what it gives uninterpreted (invariant 3).
 * Depends on the configuration, the clock of an exchange, and JNA. A driver that does not answer is
 * given up on after a bounded time.
 */
@NullMarked
package dev.sealkeep.agent.device;

import org.jspecify.annotations.NullMarked;
