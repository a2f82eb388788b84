/**
 * Checks of vendors' signatures over bytes exactly as received. It chooses once, at start, the
 * fastest provider that works on this machine and proves it with a published test value. It depends
 * on the JDK, Bouncy Castle and, when it loads, the Amazon Corretto Crypto Provider, and never
 * touches the list of providers of the virtual machine.
 */
@NullMarked
package dev.sealkeep.evidence.signature;

import org.jspecify.annotations.NullMarked;
