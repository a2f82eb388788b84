/**
 * What can be found wrong with a store that no server uses, without the root KEK: whether the log
 * gives the root that its head and the high-water file name, whether every state row is what the
 * log says it is (invariant 9, but for the MACs), and whether what rows refer to is there. Pure
 * reading. Depends on the keystore's offline stores and on the server's log.
 */
@NullMarked
package dev.sealkeep.service.check;

import org.jspecify.annotations.NullMarked;
