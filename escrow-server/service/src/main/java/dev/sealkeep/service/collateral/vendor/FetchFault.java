package dev.sealkeep.service.collateral.vendor;

import java.util.Locale;

/** Why an item could not be had. */
public enum FetchFault {
  /** No connection, or it broke off. */
  UNREACHABLE(true, "the vendor cannot be reached, or broke off its answer"),
  /** No whole answer in time. */
  TIMED_OUT(true, "the vendor did not answer in time"),
  /** The vendor asks for patience. */
  THROTTLED(true, "the vendor asks for patience"),
  /** A status of 500 or above. */
  SERVER_ERROR(true, "the vendor's server failed"),
  /** Another status that gives no item, such as a redirect. */
  OTHER_STATUS(false, "the vendor turned the request down"),
  /** More bytes than such an item can have. */
  OVERSIZED(false, "the vendor's answer is too long"),
  /** Something else than the item that was asked for. */
  WRONG_CONTENT(false, "the vendor's answer is not the item that was asked for"),
  /** Not asked, since the vendor failed too often or asked for patience. */
  PAUSED(false, "the vendor is given a rest"),
  /** Not asked, since too many unknown chips were asked for. */
  OVER_BUDGET(false, "too many chips that were never seen before"),
  /** Not at hand yet: the vendor is being asked, or will be when its turn comes. */
  ON_ITS_WAY(false, "it is on its way"),
  /** Not asked, since too many wait. */
  BUSY(false, "too many wait for collateral"),
  /** Not asked, since fetching from this vendor is off. */
  OFF(false, "fetching from this vendor is off");

  private final boolean worthRetrying;
  private final String meaning;

  FetchFault(boolean worthRetrying, String meaning) {
    this.worthRetrying = worthRetrying;
    this.meaning = meaning;
  }

  /** Whether the same request may well succeed soon. */
  public boolean worthRetrying() {
    return worthRetrying;
  }

  /** Whether a request was made that ended so. */
  public boolean ofRequest() {
    return switch (this) {
      case PAUSED, OVER_BUDGET, ON_ITS_WAY, BUSY, OFF -> false;
      case UNREACHABLE,
          TIMED_OUT,
          THROTTLED,
          SERVER_ERROR,
          OTHER_STATUS,
          OVERSIZED,
          WRONG_CONTENT ->
          true;
    };
  }

  /** Half a sentence for people. */
  public String meaning() {
    return meaning;
  }

  /** The word in labels. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
