/**
 * The root KEK: the one key that everything at rest hangs from, behind an interface for its
 * providers. The provider here keeps it in a file of the server's own machine. Depends on keysets
 * and owner-only files. Upholds invariant 7: a root KEK wraps and unwraps and is never handed out.
 */
@NullMarked
package dev.sealkeep.keystore.kek;

import org.jspecify.annotations.NullMarked;
