package dev.sealkeep.evidence.eventlog;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Texts in a log that a recomputed digest proves to have been measured. */
final class MeasuredText {
  private static final List<String> GRUB_PREFIXES =
      List.of(
          "grub_cmd: ",
          "kernel_cmdline: ",
          "module_cmdline: ",
          "grub_cmd ",
          "grub_kernel_cmdline ");

  private static final int MAX_LENGTH = 1024;

  /** The longest text in UTF-16 with its NUL. */
  private static final int MAX_DATA = 2 * (MAX_LENGTH + 1);

  private MeasuredText() {}

  /**
   * The text that an event measured, printable ASCII in one byte a character or in UTF-16: all of
   * its data without a final NUL, or GRUB's. No data reads as a text in both encodings, unless as
   * the same one.
   */
  static Optional<String> of(ReplayedLog log, LoggedEvent event) {
    if (event.data().length > MAX_DATA) {
      return Optional.empty();
    }
    return anyText(event.data())
        .filter(text -> event.dataIsMeasured(log.hash()))
        .or(() -> grub(log, event).filter(MeasuredText::isPrintableAndNotEmpty));
  }

  /**
   * What the log calls something else that was measured: data that read as a text, by nobody's word
   * but the log's. GRUB gives the path of a file, shim the name of a list, systemd-stub what it
   * packed.
   */
  static Optional<String> label(LoggedEvent event) {
    return event.data().length > MAX_DATA ? Optional.empty() : anyText(event.data());
  }

  private static Optional<String> anyText(byte[] data) {
    return Stream.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE)
        .flatMap(encoding -> text(data, encoding).stream())
        .findFirst();
  }

  private static Optional<String> text(byte[] data, Charset encoding) {
    String text = new String(data, encoding);
    return Optional.of(text.endsWith("\0") ? text.substring(0, text.length() - 1) : text)
        .filter(MeasuredText::isPrintableAndNotEmpty);
  }

  private static boolean isPrintableAndNotEmpty(String text) {
    return !text.isEmpty() && isPrintable(text);
  }

  /** GRUB hashes a command without the prefix that it logs, some builds with the final NUL. */
  static Optional<String> grub(ReplayedLog log, LoggedEvent event) {
    String logged = new String(event.data(), StandardCharsets.UTF_8);
    int end = logged.indexOf(0);
    String text = end < 0 ? logged : logged.substring(0, end);
    return GRUB_PREFIXES.stream()
        .filter(text::startsWith)
        .map(prefix -> text.substring(prefix.length()))
        .filter(t -> log.measures(event, t) || log.measures(event, t + "\0"))
        .findFirst();
  }

  /** Whether a text is short enough for a claim, and printable ASCII. */
  static boolean isPrintable(String text) {
    return text.length() <= MAX_LENGTH && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }
}
