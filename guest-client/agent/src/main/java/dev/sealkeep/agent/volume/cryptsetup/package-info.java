/**
 * libcryptsetup behind JNA. It is given headers in private memory, written from checked values, and
 * never reads or writes one on a disk. Depends on JNA, on the system calls of devices, and on
 * headers and faults of volumes. Secrets pass in native memory that is cleared; core dumps are off
 * and memory is kept from swapping once it is loaded (invariant 7).
 */
@NullMarked
package dev.sealkeep.agent.volume.cryptsetup;

import org.jspecify.annotations.NullMarked;
