/**
 * A software SEV-SNP processor with a root made at its installation, for tests and the demo
 * (invariant 10).
 */
@org.jspecify.annotations.NullMarked
package dev.sealkeep.simulator;
