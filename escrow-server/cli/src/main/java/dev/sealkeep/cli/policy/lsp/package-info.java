/**
 * {@code sealkeep policy lsp}: the policy language for editors, by the Language Server Protocol
 * 3.17. The adapter translates between the protocol and what {@code policy-dsl} knows; it reads no
 * file, keeps the open documents in memory alone, and writes nothing but the protocol.
 */
@NullMarked
package dev.sealkeep.cli.policy.lsp;

import org.jspecify.annotations.NullMarked;
