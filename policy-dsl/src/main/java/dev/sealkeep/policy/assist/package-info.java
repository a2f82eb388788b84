/**
 * Help for who writes a policy: what may stand at a place, what a word means there, what the text
 * declares. Everything is found from the tokens before the place, never from the parse tree, since
 * a text needs help most while it is broken. Text and places in, values out; no protocol of an
 * editor is known here. The package depends on syntax and schemas.
 */
@NullMarked
package dev.sealkeep.policy.assist;

import org.jspecify.annotations.NullMarked;
