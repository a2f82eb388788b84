/**
 * What the steps of a boot cost, measured on nodes that run, and a file of it that people can read:
 * the boot storm writes it, the model of a region reads it. Knows the nodes by their HTTP API and
 * by what the kernel accounts for.
 */
@NullMarked
package dev.sealkeep.bench.cost;

import org.jspecify.annotations.NullMarked;
