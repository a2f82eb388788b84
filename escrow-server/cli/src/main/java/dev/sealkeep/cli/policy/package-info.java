/**
 * {@code sealkeep policy}: checking policies offline with the same compiler that the server uses,
 * registering them, and reading why a request was released or denied.
 */
@NullMarked
package dev.sealkeep.cli.policy;

import org.jspecify.annotations.NullMarked;
