/** What the claims of a next boot are told from. */
@NullMarked
package dev.sealkeep.service.preflight;

import org.jspecify.annotations.NullMarked;
