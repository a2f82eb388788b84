/**
 * Evidence: bytes from a confidential machine in, claims or reasons out. This package holds what
 * every technology shares: the verdict, the reasons, the pinned roots and the bag of collateral.
 * Each technology is a sub-package that reads alike: parse, verify, claims, reasons. It depends on
 * the claim values of the policy language, on Bouncy Castle for X.509, and on no network, file or
 * clock. It upholds invariant 3 (the technology that counts is the one whose root verified) and
 * invariant 10 (a simulator's root is never taken for a vendor's).
 */
@NullMarked
package dev.sealkeep.evidence;

import org.jspecify.annotations.NullMarked;
