/**
 * Claims as documents: nested maps, lists, strings, numbers and booleans, ready for JSON. Cases,
 * witnesses and recorded attestations are written and read in this one form. Reading is typed by
 * the schema of the technology, so that what it accepts is what a verifier could have said. The
 * package depends on claims and schemas and performs no I/O.
 */
@NullMarked
package dev.sealkeep.policy.document;

import org.jspecify.annotations.NullMarked;
