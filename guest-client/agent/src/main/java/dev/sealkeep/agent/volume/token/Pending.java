package dev.sealkeep.agent.volume.token;

import java.util.UUID;

/**
 * That a slot has not proved itself yet: it was made beside older ones, which stay until a later
 * boot was opened by it.
 *
 * @param since when the first slot was made that awaited this, in seconds since 1970 by the guest's
 *     clock
 * @param boot the boot in which this one was made ({@code /proc/sys/kernel/random/boot_id})
 */
public record Pending(long since, UUID boot) {}
