/** Tests of the commands on stores. */
@NullMarked
package dev.sealkeep.cli.store;

import org.jspecify.annotations.NullMarked;
