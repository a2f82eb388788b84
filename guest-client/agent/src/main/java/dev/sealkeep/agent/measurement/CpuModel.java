package dev.sealkeep.agent.measurement;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A model of virtual CPUs that QEMU has for SEV-SNP, by its CPUID signature (leaf 1, EAX). */
public enum CpuModel {
  /** Naples, of whichever version: the usual one. */
  EPYC("EPYC", 0x800F12),
  /** Rome. */
  ROME("EPYC-Rome", 0x830F10),
  /** Milan. */
  MILAN("EPYC-Milan", 0xA00F11),
  /** Genoa. */
  GENOA("EPYC-Genoa", 0xA10F10),
  /** Turin. */
  TURIN("EPYC-Turin", 0xB00F00);

  private final String spelling;
  private final int signature;

  CpuModel(String spelling, int signature) {
    this.spelling = spelling;
    this.signature = signature;
  }

  /** The name in QEMU. */
  public String spelling() {
    return spelling;
  }

  /** The CPUID signature. */
  public int signature() {
    return signature;
  }

  /** Returns the model of that name, of whichever version, or empty. */
  public static Optional<CpuModel> parse(String spelling) {
    String model = spelling.replaceFirst("-v[0-9]$", "");
    return Arrays.stream(values()).filter(known -> known.spelling.equals(model)).findFirst();
  }

  /** All names. */
  public static List<String> spellings() {
    return Arrays.stream(values()).map(CpuModel::spelling).toList();
  }
}
