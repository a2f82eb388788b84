package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.evidence.ReasonCode;

/** Every reason for which an event log is rejected. The codes never change their meaning. */
public enum EventLogReason implements ReasonCode {
  /** More than 1 MiB. */
  LOG_OVERSIZED(
      "eventlog.log.oversized",
      "The log is longer than 1 MiB.",
      "Send the log up to its last event."),
  /** More events than are read. */
  LOG_TOO_MANY_EVENTS(
      "eventlog.log.too_many_events",
      "The log has more than 16384 events.",
      "Check that the bytes are an event log."),
  /** The first record. */
  HEADER_MALFORMED(
      "eventlog.header.malformed",
      "The log's first record is not well-formed.",
      "Send the log from its first byte, as the firmware's table gives it."),
  /** An event that does not fit. */
  EVENT_TRUNCATED(
      "eventlog.event.truncated",
      "An event is longer than what is left of the log.",
      "Send the whole log; only bytes of all zeros or all ones may follow the last event."),
  /** Digests other than the header says. */
  EVENT_DIGESTS_INVALID(
      "eventlog.event.digests_invalid",
      "An event does not have one digest of each algorithm that the header names.",
      "Send the whole log; only bytes of all zeros or all ones may follow the last event."),
  /** No such register. */
  EVENT_REGISTER_INVALID(
      "eventlog.event.register_invalid",
      "An event is of a register that does not exist.",
      "Send the whole log; only bytes of all zeros or all ones may follow the last event."),
  /** Bytes behind the log. */
  TRAILER_MALFORMED(
      "eventlog.trailer.malformed",
      "Behind records of no register there is something else.",
      "Send the log without what does not belong to it."),
  /** Two separators. */
  SEPARATOR_DUPLICATE(
      "eventlog.separator.duplicate",
      "A register has two separators with more events behind them, so that it is unclear what was"
          + " measured before the boot loader ran.",
      "Update the firmware.");

  private final String code;
  private final String meaning;
  private final String cure;

  EventLogReason(String code, String meaning, String cure) {
    this.code = code;
    this.meaning = meaning;
    this.cure = cure;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  @Override
  public String cure() {
    return cure;
  }
}
