package dev.sealkeep.agent;

import dev.sealkeep.agent.CommandLine.Format;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.volume.Volume;
import dev.sealkeep.agent.volume.VolumeEditor;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.token.VolumeToken;
import dev.sealkeep.agent.volume.token.VolumeToken.Stored;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.wire.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

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
      UUID uuid, VolumeToken token, GetOutcome.Released released, String name) {
    return new VolumeReport(
        "opened volume %s as /dev/mapper/%s with slot %d, key version %d, decision %s%n"
            .formatted(uuid, name, token.keyslot(), token.keyVersion(), released.decision()),
        writer ->
            key(writer.text("action", "unlocked").text("uuid", uuid.toString()), token, released)
                .text("mapping", "/dev/mapper/" + name));
  }

  /** A volume has a slot for the key now. */
  static VolumeReport enrolled(
      String action,
      VolumeEditor.Report report,
      GetOutcome.Released released,
      Optional<Path> backup) {
    VolumeToken token = report.token();
    StringBuilder text =
        new StringBuilder(
            "%s volume %s: slot %d opens with key version %d, decision %s%n"
                .formatted(
                    action,
                    report.uuid(),
                    token.keyslot(),
                    token.keyVersion(),
                    released.decision()));
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
          key(writer.text("action", action).text("uuid", report.uuid().toString()), token, released)
              .integers("removed", report.removed());
          backup.ifPresent(file -> writer.text("backup", file.toString()));
        });
  }

  private static JsonWriter key(
      JsonWriter writer, VolumeToken token, GetOutcome.Released released) {
    return writer
        .integer("keyslot", token.keyslot())
        .integer("key_version", token.keyVersion())
        .text("decision", released.decision().toString());
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
    for (Keyslot slot : slots) {
      text.append("slot %-5d%s%n".formatted(slot.number(), slot.kdf()));
    }
    for (Stored stored : volume.tokens()) {
      VolumeToken token = stored.value();
      text.append(
          "token %-4dslot %d: tenant %s, key %s version %d, volume %s, mode %s; unverified%n"
              .formatted(
                  stored.number(),
                  token.keyslot(),
                  token.tenant(),
                  token.key(),
                  token.keyVersion(),
                  token.volume().map(Name::value).orElse("(none)"),
                  token.mode().spelling()));
    }
    return new VolumeReport(
        text.toString(),
        writer ->
            writer
                .text("uuid", header.uuid().toString())
                .text("cipher", header.metadata().segment().cipher())
                .integer("sector_bytes", header.metadata().segment().sectorBytes())
                .integer("intact_copies", header.intactCopies())
                .objects(
                    "keyslots",
                    slots,
                    (item, slot) -> item.integer("keyslot", slot.number()).text("kdf", slot.kdf()))
                .objects("tokens", volume.tokens(), VolumeReport::token));
  }

  private static void token(JsonWriter writer, Stored stored) {
    VolumeToken token = stored.value();
    writer
        .integer("token", stored.number())
        .integer("keyslot", token.keyslot())
        .text("tenant", token.tenant().value())
        .text("key", token.key().value())
        .integer("key_version", token.keyVersion())
        .text("volume", token.volume().map(Name::value).orElse(""))
        .text("mode", token.mode().spelling())
        .flag("verified", false);
  }
}
