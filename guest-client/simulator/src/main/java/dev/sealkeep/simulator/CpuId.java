package dev.sealkeep.simulator;

/**
 * The CPUID bytes of a report of version 3 and later.
 *
 * @param family the combined family, such as 19h
 * @param model the combined model
 * @param stepping the stepping
 */
public record CpuId(int family, int model, int stepping) {}
