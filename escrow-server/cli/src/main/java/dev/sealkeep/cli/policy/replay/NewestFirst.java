package dev.sealkeep.cli.policy.replay;

import dev.sealkeep.cli.audit.AuditEntry;
import dev.sealkeep.cli.audit.TenantLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A tenant's log from its newest entry to its oldest, a page in memory at a time. The server lists
 * entries forward from an index of the whole log, so a window of indices moves back over it; its
 * width follows how many of them are the tenant's.
 */
final class NewestFirst {
  private static final long MAX_WIDTH = 1L << 40;

  private final Pages pages;
  private final int pageSize;
  private final long size;
  private final Deque<AuditEntry> page = new ArrayDeque<>();
  private long end;
  private long width;

  /** How a page of at most {@code limit} entries at or after an index is had. */
  @FunctionalInterface
  interface Pages {
    TenantLog.Page page(long from, int limit);
  }

  /**
   * A log.
   *
   * @param size how many entries of all tenants it has
   * @param pageSize the most entries that are read at once
   */
  NewestFirst(long size, int pageSize, Pages pages) {
    this.pages = pages;
    this.pageSize = pageSize;
    this.size = size;
    this.end = size;
    // So wide a window can never hold more entries than the page.
    this.width = pageSize;
  }

  static NewestFirst of(TenantLog log) {
    return new NewestFirst(log.size(), TenantLog.MAX_PAGE, log::page);
  }

  /** The next entry, or empty at the oldest. */
  Optional<AuditEntry> next() {
    while (page.isEmpty() && end > 0) {
      turn();
    }
    return Optional.ofNullable(page.pollLast());
  }

  private void turn() {
    long start = Math.max(0, end - width);
    TenantLog.Page read = pages.page(start, pageSize);
    boolean whole = read.next().isEmpty() || read.next().getAsLong() >= end;
    if (!whole && width > pageSize) {
      width = Math.max(pageSize, width / 2);
      return;
    }
    read.entries().stream()
        .filter(entry -> entry.index() >= start && entry.index() < end)
        .limit(pageSize)
        .forEach(page::add);
    end = start;
    if (page.size() < pageSize / 4) {
      width = Math.min(MAX_WIDTH, width * 2);
    }
  }

  /** How much of the log has been gone through, in percent. */
  int percent() {
    return size == 0 ? 100 : (int) (100.0 * (size - end) / size);
  }
}
