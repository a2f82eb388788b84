package dev.sealkeep.agent;

import dev.sealkeep.agent.CommandLine.Format;
import dev.sealkeep.agent.derivation.Derivation;
import dev.sealkeep.agent.derivation.SnpDerivation;
import dev.sealkeep.agent.device.sevguest.GuestField;
import dev.sealkeep.agent.volume.Volume;
import dev.sealkeep.agent.volume.VolumeEditor;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.key.EscrowedKey;
import dev.sealkeep.agent.volume.token.FallbackToken;
import dev.sealkeep.agent.volume.token.RecoveryToken;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.wire.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a command on a volume says when it is done.
 *
 * @param text for a person
 * @param json the members of one object
 */
record VolumeReport(String text, Consumer<JsonWriter> json) {
  void write(OutputStream out, Format format) throws IOException {
    String answer =
        switch (format) {
          case TEXT -> text;
          case JSON -> new String(JsonWriter.object(json), StandardCharsets.UTF_8) + "\n";
        };
    out.write(answer.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** A volume was opened. */
  static VolumeReport unlocked(
      UUID uuid, VolumeToken token, Optional<DecisionId> decision, String name) {
    return new VolumeReport(
        "opened volume %s as /dev/mapper/%s with slot %d, %s%n"
            .formatted(uuid, name, token.keyslot(), by(token, decision)),
        writer ->
            key(writer.text("action", "unlocked").text("uuid", uuid.toString()), token, decision)
                .text("mapping", "/dev/mapper/" + name));
  }

  /** A volume has slots for its keys now. */
  static VolumeReport changed(
      String action,
      VolumeEditor.Report report,
      Optional<DecisionId> decision,
      Optional<Path> backup) {
    StringBuilder text = new StringBuilder("%s volume %s: ".formatted(action, report.uuid()));
    text.append(
        report.tokens().stream()
            .map(
                token ->
                    "slot %d opens with %s"
                        .formatted(
                            token.keyslot(),
                            by(token, decision.filter(_ -> escrowed(token).isPresent()))))
            .collect(Collectors.joining("; ")));
    text.append("%n".formatted());
    return ended(action, text, report, decision, backup);
  }

  /** A volume has a slot for what runs now, or had one. */
  static VolumeReport renewed(String action, VolumeEditor.Report report, Optional<Path> backup) {
    VolumeToken token = report.token();
    StringBuilder text =
        new StringBuilder(
            "%s volume %s: slot %d opens with %s%n"
                .formatted(action, report.uuid(), token.keyslot(), by(token, Optional.empty())));
    token
        .pending()
        .ifPresent(
            pending ->
                text.append(
                    "older slots stay until `renew` runs in a boot that slot %d opened, or after %s%n"
                        .formatted(
                            token.keyslot(),
                            Instant.ofEpochSecond(pending.since()).plus(Proof.WINDOW))));
    return ended(action, text, report, Optional.empty(), backup);
  }

  private static VolumeReport ended(
      String action,
      StringBuilder text,
      VolumeEditor.Report report,
      Optional<DecisionId> decision,
      Optional<Path> backup) {
    if (!report.removed().isEmpty()) {
      text.append("removed older slots %s%n".formatted(report.removed()));
    }
    backup.ifPresent(
        file ->
            text.append(
                "header backup in %s: keep it as safe as the key, away from this disk%n"
                    .formatted(file)));
    return new VolumeReport(
        text.toString(),
        writer -> {
          key(
                  writer.text("action", action).text("uuid", report.uuid().toString()),
                  report.token(),
                  decision)
              .flag("pending", report.token().pending().isPresent())
              .integers("removed", report.removed());
          if (report.tokens().size() > 1) {
            writer.objects(
                "further",
                report.tokens().subList(1, report.tokens().size()),
                (item, token) -> key(item, token, Optional.empty()));
          }
          backup.ifPresent(file -> writer.text("backup", file.toString()));
        });
  }

  private static Optional<EscrowedKey> escrowed(VolumeToken token) {
    return token.source().escrowed();
  }

  /** What opens a slot. */
  private static String by(VolumeToken token, Optional<DecisionId> decision) {
    List<String> parts = new ArrayList<>();
    escrowed(token).ifPresent(key -> parts.add("key version " + key.version()));
    token
        .source()
        .derived()
        .ifPresent(derivation -> parts.add("the processor's key (" + display(derivation) + ")"));
    decision.ifPresent(id -> parts.add("decision " + id));
    return String.join(", ", parts);
  }

  private static String display(Derivation derivation) {
    return switch (derivation) {
      case SnpDerivation snp -> "%s, TCB %s".formatted(snp.root().spelling(), snp.tcb().hex());
    };
  }

  /** The key of the data is replaced when the volume is opened next. */
  static VolumeReport prepared(UUID uuid, Optional<DecisionId> decision) {
    return new VolumeReport(
        ("prepared volume %s: the disk is in use, so the next `unlock` replaces the key of the"
                + " data, and then opens it%nno backup was written: an older header backup destroys"
                + " data from then on%n")
            .formatted(uuid),
        writer -> {
          writer.text("action", "prepared").text("uuid", uuid.toString());
          decision.ifPresent(id -> writer.text("decision", id.toString()));
        });
  }

  /** The key of the data was replaced. */
  static VolumeReport reencrypted(
      UUID uuid, VolumeToken token, Optional<DecisionId> decision, Optional<Path> backup) {
    return new VolumeReport(
        "reencrypted volume %s: slot %d opens%s%n%s"
            .formatted(
                uuid,
                token.keyslot(),
                decision.map(id -> ", decision " + id).orElse(""),
                backup
                    .map("header backup in %s: older ones open nothing any more%n"::formatted)
                    .orElse(
                        "older header backups open nothing any more: make a new one%n"
                            .formatted())),
        writer -> {
          JsonWriter _ =
              key(
                  writer.text("action", "reencrypted").text("uuid", uuid.toString()),
                  token,
                  decision);
          backup.ifPresent(file -> writer.text("backup", file.toString()));
        });
  }

  private static JsonWriter key(
      JsonWriter writer, VolumeToken token, Optional<DecisionId> decision) {
    writer.integer("keyslot", token.keyslot()).text("mode", token.source().mode().spelling());
    escrowed(token).ifPresent(key -> writer.integer("key_version", key.version()));
    token.source().derived().ifPresent(derivation -> derivation(writer, derivation));
    decision.ifPresent(id -> writer.text("decision", id.toString()));
    return writer;
  }

  private static void derivation(JsonWriter writer, Derivation derivation) {
    switch (derivation) {
      case SnpDerivation snp ->
          writer.object(
              "derivation",
              item ->
                  item.text("technology", snp.technology().tag())
                      .text("root", snp.root().spelling())
                      .texts(
                          "fields",
                          snp.fields().stream().sorted().map(GuestField::spelling).toList())
                      .integer("vmpl", snp.vmpl())
                      .integer("guest_svn", Integer.toUnsignedLong(snp.guestSvn()))
                      .text("tcb_version", snp.tcb().hex()));
    }
  }

  /** What stands on a disk, of which no key vouched for anything yet. */
  static VolumeReport status(Volume volume) {
    Header header = volume.header();
    List<Keyslot> slots =
        header.metadata().keyslots().values().stream()
            .sorted(Comparator.comparingInt(Keyslot::number))
            .toList();
    StringBuilder text = new StringBuilder();
    text.append("volume    %s%n".formatted(header.uuid()));
    text.append(
        "cipher    %s in sectors of %d bytes%n"
            .formatted(
                header.metadata().segment().cipher(), header.metadata().segment().sectorBytes()));
    text.append("header    %d of 2 copies intact%n".formatted(header.intactCopies()));
    volume
        .pending()
        .ifPresent(
            pending ->
                text.append(
                    "reencryption  %d MiB done; `unlock` or `rotate --reencrypt` finishes it%n"
                        .formatted(pending.done() >> 20)));
    for (Keyslot slot : slots) {
      text.append("slot %-5d%s%n".formatted(slot.number(), slot.kdf().type()));
    }
    for (Stored stored : volume.tokens()) {
      text.append(
          "token %-4dslot %d: %s; unverified%n"
              .formatted(stored.number(), stored.value().keyslot(), display(stored.value())));
    }
    List<RecoveryToken> recoveries = RecoveryToken.in(header);
    for (RecoveryToken recovery : recoveries) {
      text.append(
          "token %-4dslot %d: recovery by %s; unverified%n"
              .formatted(recovery.number(), recovery.keyslot(), recovery.recipient()));
    }
    List<FallbackToken> fallbacks = FallbackToken.in(header);
    for (FallbackToken memory : fallbacks) {
      text.append(
          "token %-4dopened without the escrow, uses %d, last %s; unverified%n"
              .formatted(
                  memory.number(),
                  memory.uses().count(),
                  Instant.ofEpochSecond(memory.uses().lastSeconds())));
    }
    return new VolumeReport(
        text.toString(),
        writer ->
            writer
                .text("uuid", header.uuid().toString())
                .text("cipher", header.metadata().segment().cipher())
                .integer("sector_bytes", header.metadata().segment().sectorBytes())
                .integer("intact_copies", header.intactCopies())
                .flag("reencrypting", volume.pending().isPresent())
                .objects(
                    "keyslots",
                    slots,
                    (item, slot) ->
                        item.integer("keyslot", slot.number()).text("kdf", slot.kdf().type()))
                .objects("tokens", volume.tokens(), VolumeReport::token)
                .objects(
                    "recoveries",
                    recoveries,
                    (item, recovery) ->
                        item.integer("token", recovery.number())
                            .integer("keyslot", recovery.keyslot())
                            .text("recipient", recovery.recipient()))
                .objects("fallbacks", fallbacks, VolumeReport::fallbacks));
  }

  private static String display(VolumeToken token) {
    List<String> parts = new ArrayList<>();
    escrowed(token)
        .ifPresent(
            key ->
                parts.add(
                    "tenant %s, key %s version %d"
                        .formatted(key.tenant(), key.name(), key.version())));
    parts.add("volume " + token.volume().map(Name::value).orElse("(none)"));
    parts.add("mode " + token.source().mode().spelling());
    switch (token.source().derived().orElse(null)) {
      case null -> {}
      case SnpDerivation snp ->
          parts.add(
              "from %s with %s, VMPL %d, guest SVN %s, TCB %s"
                  .formatted(
                      snp.root().spelling(),
                      snp.fields().stream()
                          .sorted()
                          .map(GuestField::spelling)
                          .collect(Collectors.joining("+")),
                      snp.vmpl(),
                      Integer.toUnsignedString(snp.guestSvn()),
                      snp.tcb().hex()));
    }
    token
        .pending()
        .ifPresent(pending -> parts.add("pending since " + Instant.ofEpochSecond(pending.since())));
    return String.join(", ", parts);
  }

  private static void token(JsonWriter writer, Stored stored) {
    VolumeToken token = stored.value();
    writer.integer("token", stored.number()).integer("keyslot", token.keyslot());
    escrowed(token)
        .ifPresent(
            key ->
                writer
                    .text("tenant", key.tenant().value())
                    .text("key", key.name().value())
                    .integer("key_version", key.version()));
    writer
        .text("volume", token.volume().map(Name::value).orElse(""))
        .text("mode", token.source().mode().spelling());
    token.source().derived().ifPresent(derivation -> derivation(writer, derivation));
    token.pending().ifPresent(pending -> writer.integer("pending_since", pending.since()));
    writer.flag("verified", false);
  }

  private static void fallbacks(JsonWriter writer, FallbackToken memory) {
    writer
        .integer("token", memory.number())
        .integer("count", memory.uses().count())
        .integer("first", memory.uses().firstSeconds())
        .integer("last", memory.uses().lastSeconds())
        .flag("verified", false);
  }
}
