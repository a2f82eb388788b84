/**
 * {@code sealkeep collateral}: fetches what vendors publish into files, carries it into closed
 * networks in signed bundles, and tells how long it is good. Of the service it knows the vendors'
 * paths and their client alone. What a bundle carries is as untrusted as what a vendor's server
 * sends; its signature keeps others from putting old collateral in place of new.
 */
@NullMarked
package dev.sealkeep.cli.collateral;

import org.jspecify.annotations.NullMarked;
