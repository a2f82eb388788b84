/** Tests of the vendors' paths, items and client. */
@NullMarked
package dev.sealkeep.service.collateral.vendor;

import org.jspecify.annotations.NullMarked;
