package dev.sealkeep.cli.log;

import dev.sealkeep.cli.terminal.Fields;
import dev.sealkeep.cli.terminal.Style;
import dev.sealkeep.ledger.succession.Succession;
import dev.sealkeep.service.server.RestoredStore;
import org.jspecify.annotations.Nullable;

/**
 * What a restored log has lost, and the log that took its place.
 *
 * @param log the old log
 * @param kept how many of its entries the database holds
 * @param keptRoot the tree's root over them, in hexadecimal digits
 * @param newest the time of the newest of them
 * @param signed the size of its highest checkpoint that is known to have been signed
 * @param lost how many entries are known to be lost
 * @param successor the new log; null while the gap is not accepted
 */
record GapDocument(
    String log,
    long kept,
    String keptRoot,
    String newest,
    long signed,
    long lost,
    @Nullable String successor) {
  private static final String CONSEQUENCES =
      """
      What was committed after that time is undone. Above all:
        - revocations: disabled keys, narrower policies and smaller sets are as they were before.
          Make every one again; until you have confirmed that, nothing is released.
        - keys that were made or rotated since: disks that were sealed with the new versions do
          not open with what is left.
        - releases since then cannot be shown to auditors any more. Tell them.
      A newer backup, a replica or the old disk loses less. Look for one first.
      """;

  static GapDocument unaccepted(RestoredStore.Loss loss) {
    return of(loss, null);
  }

  static GapDocument opened(RestoredStore.Loss loss, Succession succession) {
    return of(loss, succession.successor().name());
  }

  private static GapDocument of(RestoredStore.Loss loss, @Nullable String successor) {
    return new GapDocument(
        loss.kept().origin(),
        loss.kept().size(),
        loss.kept().root().toString(),
        loss.newest().toString(),
        loss.signed().size(),
        loss.entries(),
        successor);
  }

  String render(Style style) {
    Fields fields =
        new Fields()
            .add("log", log)
            .add("kept", "%d entries, the newest of %s".formatted(kept, newest))
            .add("root", keptRoot)
            .add(
                "lost",
                lost == 0
                    ? "none that these high-water files know of; there may be others"
                    : style.bad("%d entries or more, up to %d".formatted(lost, signed)));
    String text;
    if (successor == null) {
      text =
          CONSEQUENCES
              + "To open a new log all the same, run this again with --accept-gap %d."
                  .formatted(lost);
    } else {
      fields.add("new log", style.good(successor));
      text =
          "Start the nodes. Make the lost revocations again, then run 'sealkeep log resume %s'."
              .formatted(successor);
    }
    return fields.render(style) + "\n" + text;
  }
}
