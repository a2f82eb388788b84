package dev.sealkeep.cli.audit;

import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.cli.terminal.Table;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.log.Fallbacks;
import java.time.Instant;
import java.util.List;

/**
 * An entry as a row.
 *
 * @param index its place in the log
 * @param time when it was committed, ISO 8601; empty if it does not decode
 * @param kind its kind
 * @param key the key asked for; of a state entry the object
 * @param purpose what the key was for; empty for other kinds
 * @param decision its id
 * @param detail the key's version, the reason of a denial, or what else the kind has to say, and
 *     behind it what the guest did without the escrow
 */
record EntryLine(
    long index,
    String time,
    String kind,
    String key,
    String purpose,
    String decision,
    String detail) {

  static EntryLine of(AuditEntry listed) {
    return Entry.decode(listed.entry().toByteArray())
        .toOptional()
        .map(entry -> of(listed.index(), entry))
        .orElseGet(
            () ->
                new EntryLine(
                    listed.index(), "", listed.kind(), "", "", listed.id(), "does not decode"));
  }

  private static EntryLine of(long index, Entry entry) {
    return switch (entry) {
      case Entry.Release release ->
          line(
              index,
              entry,
              release.decision().key().value(),
              release.decision().purpose().tag(),
              "version " + release.keyVersion() + further(release.decision()));
      case Entry.Denial denial ->
          line(
              index,
              entry,
              denial.decision().key().value(),
              denial.decision().purpose().tag(),
              denial.reason() + further(denial.decision()));
      case Entry.Preflight preflight ->
          line(
              index,
              entry,
              preflight.decision().key().value(),
              preflight.decision().purpose().tag(),
              (preflight.permitted()
                      ? "the next boot would be given version " + preflight.keyVersion()
                      : "the next boot would be denied: " + preflight.reason())
                  + further(preflight.decision()));
      case Entry.State state ->
          line(
              index,
              entry,
              state.object().tag() + " " + state.name(),
              "",
              "version " + state.version());
      case Entry.Counts counts ->
          line(
              index,
              entry,
              "",
              "",
              counts.denied() + " denied, " + counts.unverified() + " unverified");
      case Entry.Open open ->
          line(
              index,
              entry,
              "",
              "",
              open.gap().isEmpty() ? open.origin() : open.origin() + ", " + open.gap());
    };
  }

  private static EntryLine line(
      long index, Entry entry, String key, String purpose, String detail) {
    String time = Instant.ofEpochMilli(entry.header().timeMillis()).toString();
    return new EntryLine(index, time, entry.kind(), key, purpose, entry.id().toString(), detail);
  }

  private static String further(Entry.Decision decision) {
    String simulated = decision.simulated() ? " (simulated)" : "";
    return simulated + decision.fallbacks().map(EntryLine::reported).orElse("");
  }

  private static String reported(Fallbacks fallbacks) {
    Instant first = Instant.ofEpochSecond(fallbacks.firstSeconds());
    Instant last = Instant.ofEpochSecond(fallbacks.lastSeconds());
    return fallbacks.count() == 1
        ? "; a fallback used at " + first
        : "; fallbacks used %d times from %s to %s".formatted(fallbacks.count(), first, last);
  }

  static String table(List<EntryLine> lines, Style style) {
    Table table = new Table("INDEX", "TIME", "KIND", "KEY", "PURPOSE", "DECISION", "DETAIL");
    for (EntryLine line : lines) {
      String kind =
          switch (line.kind()) {
            case Entry.Release.KIND -> style.good(line.kind());
            case Entry.Denial.KIND -> style.bad(line.kind());
            default -> line.kind();
          };
      table.row(
          line.index(),
          line.time(),
          kind,
          line.key(),
          line.purpose(),
          line.decision(),
          line.detail());
    }
    return table.render(style, "no entries");
  }
}
