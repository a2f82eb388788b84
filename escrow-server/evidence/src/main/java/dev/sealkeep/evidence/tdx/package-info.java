/**
 * Intel TDX: quotes of trust domains, versions 4 and 5, TD reports 1.0 and 1.5. What they share
 * with SGX is in {@link dev.sealkeep.evidence.intel}; here are the report, its claims and its
 * reasons. A TD's registers are explained by event logs only once the quote is verified. It upholds
 * invariant 3: the tag of a result comes from the root that verified.
 */
@NullMarked
package dev.sealkeep.evidence.tdx;

import org.jspecify.annotations.NullMarked;
