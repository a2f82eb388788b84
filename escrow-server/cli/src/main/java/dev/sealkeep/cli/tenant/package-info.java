/**
 * {@code sealkeep tenant}: making and listing tenants. Making one writes its key to a new private
 * file and prints what a guest must pin.
 */
@NullMarked
package dev.sealkeep.cli.tenant;

import org.jspecify.annotations.NullMarked;
