/**
 * The policy language: text in, a policy or diagnostics out. This package is what others call; it
 * ties reading and checking together and depends on all packages below it. It performs no I/O, and
 * whatever string it is given it answers with a value, never with an exception.
 */
@NullMarked
package dev.sealkeep.policy;

import org.jspecify.annotations.NullMarked;
