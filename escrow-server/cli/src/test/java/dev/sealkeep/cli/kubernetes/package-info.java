/**
 * The manifests of {@code k8s}: that a cluster takes every object, and that the objects fence and
 * confine the nodes as they should (invariants 7 and 8). Depends on the types of the Kubernetes API
 * and on the server's own reader of its configuration. Every getter of those types may give null;
 * the classes that walk through them are not null-marked, and a null is a failed test.
 */
@NullMarked
package dev.sealkeep.cli.kubernetes;

import org.jspecify.annotations.NullMarked;
