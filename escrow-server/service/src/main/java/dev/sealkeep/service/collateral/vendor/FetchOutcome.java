package dev.sealkeep.service.collateral.vendor;

/** What became of asking for an item. */
public sealed interface FetchOutcome {
  /** Here it is. */
  record Found(PublishedItem item) implements FetchOutcome {}

  /** The vendor says that there is no such item. */
  record Absent() implements FetchOutcome {}

  /** Nobody knows. */
  record Failed(FetchFault fault) implements FetchOutcome {}

  /** The word in labels. */
  default String word() {
    return switch (this) {
      case Found found -> "found";
      case Absent absent -> "absent";
      case Failed(FetchFault fault) -> fault.word();
    };
  }
}
