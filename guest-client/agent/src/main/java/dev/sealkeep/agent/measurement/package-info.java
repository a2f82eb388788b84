/**
 * The launch measurement of a machine that has not been launched: SEV-SNP's digest over firmware,
 * kernel, initrd, command line and virtual CPUs, as QEMU with KVM has them measured. Bytes in, 48
 * bytes or a fault out; no device and no network.
 */
@NullMarked
package dev.sealkeep.agent.measurement;

import org.jspecify.annotations.NullMarked;
